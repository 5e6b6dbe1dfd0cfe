package report

import (
	"go/scanner"
	"go/token"
	"html"
	"strings"
)

// highlight colours Go code lightly: keywords, texts, numbers and comments.
// The lines of a cell that are for the kernel, beginning with % or !, count as
// comments. Code that is no Go comes out plain.
func highlight(source string) string {
	src := maskMagic(source)
	var s scanner.Scanner
	set := token.NewFileSet()
	file := set.AddFile("", set.Base(), len(src))
	s.Init(file, src, func(token.Position, string) {}, scanner.ScanComments)
	var b strings.Builder
	at := 0
	for {
		pos, kind, lit := s.Scan()
		if kind == token.EOF {
			break
		}
		class := classOf(kind)
		start := file.Offset(pos)
		if lit == "" || class == "" || start < at {
			continue
		}
		// lit lacks carriage returns; the source's own bytes are what is shown
		end := min(start+len(lit), len(source))
		b.WriteString(html.EscapeString(source[at:start]))
		b.WriteString(`<span class="` + class + `">` + html.EscapeString(source[start:end]) + "</span>")
		at = end
	}
	return b.String() + html.EscapeString(source[at:])
}

// maskMagic turns the first bytes of kernel lines into a comment, length kept.
func maskMagic(source string) []byte {
	src := []byte(source)
	start := true
	for i := range src {
		if start && (src[i] == '%' || src[i] == '!') && i+1 < len(src) && src[i+1] != '\n' {
			src[i], src[i+1] = '/', '/'
		}
		start = src[i] == '\n'
	}
	return src
}

func classOf(t token.Token) string {
	switch {
	case t.IsKeyword():
		return "kw"
	case t == token.STRING || t == token.CHAR:
		return "st"
	case t == token.INT || t == token.FLOAT || t == token.IMAG:
		return "nu"
	case t == token.COMMENT:
		return "co"
	}
	return ""
}
