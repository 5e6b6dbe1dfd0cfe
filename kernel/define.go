package kernel

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
)

// Lines of a cell that are not Go. GoNB takes them behind //gonb: as well.
var (
	mainLine    = regexp.MustCompile(`^\s*(//gonb:)?(%main\b|%%(\s|$))`)
	scriptLine  = regexp.MustCompile(`^\s*%%\S`)
	bangLine    = regexp.MustCompile(`^\s*(//gonb:)?!`)
	percentLine = regexp.MustCompile(`^\s*(//gonb:)?%`)
	settingLine = regexp.MustCompile(`^\s*(//gonb:)?%(env|cd|goflags|autoget|noautoget|track|untrack|reset|rm|remove)\b`)
)

// definitions is what a cell leaves for later ones: its source without what
// follows %%, without a main function and without shell lines, so that sending
// it runs nothing of the cell's. Lines keep their numbers. It is empty where
// nothing is left.
func definitions(source string) string {
	text := declarations(source, true)
	f, err := parser.ParseFile(token.NewFileSet(), "", packageClause+declarations(source, false), 0)
	if err == nil {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "main" {
				text = erase(text, offset(fn.Pos()), offset(fn.End()))
			}
		}
	}
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return text
}

// packageClause makes declarations a file. It stands on their first line, so
// that lines keep their numbers.
const packageClause = "package p;"

// offset is where in declarations a place lies that the parser named.
func offset(p token.Pos) int { return int(p) - 1 - len(packageClause) }

// declarations erases from a cell what is not a declaration: what follows %%,
// shell lines, magics. Settings of the kernel, such as %env, stay if asked for.
func declarations(source string, settings bool) string {
	var out strings.Builder
	continued, gone := false, false
	for line := range strings.Lines(source) {
		first := out.Len() == 0 || strings.TrimSpace(out.String()) == ""
		gone = gone || mainLine.MatchString(line) || first && scriptLine.MatchString(line)
		drop := gone || continued || bangLine.MatchString(line) ||
			percentLine.MatchString(line) && !(settings && settingLine.MatchString(line))
		continued = drop && !gone && strings.HasSuffix(strings.TrimRight(line, "\r\n"), `\`)
		if drop {
			line = erase(line, 0, len(line))
		}
		out.WriteString(line)
	}
	return out.String()
}

// erase writes spaces over part of a text and leaves its line breaks.
func erase(text string, from, to int) string {
	b := []byte(text)
	for i := from; i < to; i++ {
		if b[i] != '\n' {
			b[i] = ' '
		}
	}
	return string(b)
}
