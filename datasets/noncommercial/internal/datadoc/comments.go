package main

import (
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A loader is the function that gives a table to a program.
type loader struct{ name, doc string }

// loaders finds, in the Go files of a folder, the function that loads each
// table: the one that calls load("NAME").
func loaders(dir, pkg string) (map[string]loader, error) {
	out := map[string]loader{}
	err := functions(dir, func(f *ast.FuncDecl) {
		if !f.Name.IsExported() {
			return
		}
		for _, table := range literals(f, "load") {
			out[table] = loader{pkg + "." + f.Name.Name, f.Doc.Text()}
		}
	})
	return out, err
}

// described returns the comments of some functions of a folder, by name.
func described(dir string, names ...string) (map[string]string, error) {
	out := map[string]string{}
	err := functions(dir, func(f *ast.FuncDecl) {
		if slices.Contains(names, f.Name.Name) && f.Recv == nil {
			out[f.Name.Name] = f.Doc.Text()
		}
	})
	return out, err
}

// leftOut finds what the recipe of each table leaves out: in the comment of
// the function that names the table, from "Left out:" to the end.
func leftOut(dir string) (map[string]string, error) {
	out := map[string]string{}
	err := functions(dir, func(f *ast.FuncDecl) {
		_, text, ok := strings.Cut(strings.Join(strings.Fields(f.Doc.Text()), " "), "Left out: ")
		if !ok {
			return
		}
		for _, name := range literals(f, "") {
			out[name] = text
		}
	})
	return out, err
}

// functions visits the functions with a comment in the files of a folder,
// tests left out, in the order of the files.
func functions(dir string, visit func(*ast.FuncDecl)) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Doc != nil && f.Body != nil {
				visit(f)
			}
		}
	}
	return nil
}

// literals lists the strings in a function that could name a table: the
// arguments of calls of one function, or all.
func literals(f *ast.FuncDecl, of string) []string {
	out := map[string]bool{}
	keep := func(n ast.Node) {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil && tableName.MatchString(s) {
				out[s] = true
			}
		}
	}
	ast.Inspect(f.Body, func(n ast.Node) bool {
		call, isCall := n.(*ast.CallExpr)
		if of == "" {
			keep(n)
		} else if id, ok := calledBy(call, isCall); ok && id == of {
			for _, a := range call.Args {
				keep(a)
			}
		}
		return true
	})
	return slices.Sorted(maps.Keys(out))
}

var tableName = regexp.MustCompile(`^[a-z][a-z0-9_]+$`)

func calledBy(call *ast.CallExpr, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	id, ok := call.Fun.(*ast.Ident)
	if !ok {
		return "", false
	}
	return id.Name, true
}

// markdown renders a Go comment; links to other names become code.
func markdown(doc string) string {
	var p comment.Parser
	printer := comment.Printer{
		DocLinkURL:   func(*comment.DocLink) string { return "" },
		HeadingLevel: 4,
	}
	text := string(printer.Markdown(p.Parse(docLink.ReplaceAllString(doc, "$1"))))
	return strings.TrimSpace(text)
}

var docLink = regexp.MustCompile(`\[([A-Z][A-Za-z0-9]*)\]`)

// plural prints "1 row", "2 rows".
func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%s %ss", thousands(n), what)
}

// thousands prints 143,642.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
