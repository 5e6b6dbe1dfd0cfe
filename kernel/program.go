package kernel

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Program writes a notebook as one Go program that shows the same on standard
// output: what cells declare stands once, what they run becomes a function a
// cell, and main calls these in order. Prose becomes comments. The program is
// compiled before it is returned.
//
// Notes say what a program has no place for and was left out: shell lines,
// settings of the kernel. A name that two cells declare differently is an error
// that names both, since of a program's declarations there is one each. What a
// variable outside functions holds is computed once, and not anew for each cell.
func (i *Installation) Program(ctx context.Context, nb *Notebook) (source []byte, notes []string, err error) {
	p := &programmer{imports: map[string]string{}, names: map[string]declared{}}
	for n, c := range nb.Cells {
		p.cell = n + 1
		switch c.Type {
		case MarkdownCell:
			p.prose(c.Source)
		case CodeCell:
			if err := p.code(c.Source); err != nil {
				return nil, nil, fmt.Errorf("kernel: export: %w", err)
			}
		}
	}
	source, err = i.settle(ctx, p.program())
	if err != nil {
		return nil, nil, fmt.Errorf("kernel: export: %w", err)
	}
	return source, p.notes, nil
}

// settle adds the imports that GoNB would add, drops those that nothing uses,
// and compiles.
func (i *Installation) settle(ctx context.Context, source []byte) ([]byte, error) {
	dir, err := os.MkdirTemp("", "lodestone-export-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "main.go")
	if err := os.WriteFile(file, source, 0o644); err != nil {
		return nil, err
	}
	var said bytes.Buffer
	tidy := exec.CommandContext(ctx, filepath.Join(i.tools(), "goimports"), "-srcdir", filepath.Join(i.Root, "main.go"), file)
	tidy.Dir, tidy.Stderr = i.Root, &said
	tidy.Env = setEnv(i.buildEnv(), "PATH", filepath.Dir(i.Go())+string(os.PathListSeparator)+os.Getenv("PATH"))
	if source, err = tidy.Output(); err != nil {
		return nil, fmt.Errorf("goimports: %w\n%s", err, said.String())
	}
	if err := os.WriteFile(file, source, 0o644); err != nil {
		return nil, err
	}
	env := append(i.buildEnv(), "GOPROXY=off")
	if _, err := runGo(ctx, i.Go(), i.Root, env, "build", "-o", filepath.Join(dir, "program"), file); err != nil {
		return nil, fmt.Errorf("the program does not compile: %w", err)
	}
	return source, nil
}

// A programmer gathers the parts of a program.
type programmer struct {
	cell    int
	imports map[string]string   // import spec to the name it gives, as written
	names   map[string]declared // what was declared where
	body    bytes.Buffer
	calls   []string
	notes   []string
}

// A declared name: its cell and its source.
type declared struct {
	cell   int
	source string
}

func (p *programmer) note(format string, args ...any) {
	p.notes = append(p.notes, fmt.Sprintf("cell %d: ", p.cell)+fmt.Sprintf(format, args...))
}

// prose writes a markdown cell as a comment that documents nothing.
func (p *programmer) prose(text string) {
	for line := range strings.Lines(strings.TrimSpace(text) + "\n") {
		p.body.WriteString(strings.TrimRight("// "+line, " \r\n") + "\n")
	}
	p.body.WriteString("\n")
}

// code parts a cell into what it declares and what it runs.
func (p *programmer) code(source string) error {
	if first := strings.TrimSpace(source); scriptLine.MatchString(first) && !mainLine.MatchString(first) {
		line, _, _ := strings.Cut(first, "\n")
		p.note("a script, left out: %s", line)
		return nil
	}
	text := declarations(source, false)
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, "", packageClause+text, parser.ParseComments)
	if err != nil {
		return p.unread(err)
	}
	body := p.run(source)
	for _, d := range f.Decls {
		from, to := offset(d.Pos()), offset(d.End())
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "main" {
			if fn.Body == nil {
				return fmt.Errorf("cell %d: func main has no body", p.cell)
			}
			body += strings.Trim(text[offset(fn.Body.Lbrace)+1:offset(fn.Body.Rbrace)], "\n")
			continue
		}
		if doc := docOf(d); doc != nil {
			from = offset(doc.Pos())
		}
		if err := p.declare(d, text[from:to]); err != nil {
			return err
		}
	}
	if strings.TrimSpace(body) != "" {
		name := fmt.Sprintf("cell%02d", p.cell)
		p.calls = append(p.calls, name)
		fmt.Fprintf(&p.body, "// %s is what cell %d runs.\nfunc %s() {\n%s\n}\n\n", name, p.cell, name, strings.TrimRight(body, "\n"))
	}
	return nil
}

// unread says where a cell is no Go.
func (p *programmer) unread(err error) error {
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		return fmt.Errorf("cell %d line %d: %s", p.cell, list[0].Pos.Line, list[0].Msg)
	}
	return fmt.Errorf("cell %d: %w", p.cell, err)
}

// run is what a cell executes after its line %%, without lines that are for
// the kernel or the shell.
func (p *programmer) run(source string) string {
	var body strings.Builder
	running := false
	for line := range strings.Lines(source) {
		bare := strings.TrimRight(line, "\r\n")
		switch {
		case mainLine.MatchString(line):
			running = true
		case bangLine.MatchString(line) || percentLine.MatchString(line):
			p.note("left out: %s", strings.TrimSpace(bare))
		case running:
			body.WriteString(bare + "\n")
		}
	}
	return body.String()
}

func docOf(d ast.Decl) *ast.CommentGroup {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Doc
	case *ast.GenDecl:
		return d.Doc
	}
	return nil
}

// declare writes a declaration, unless an earlier cell has the very same.
func (p *programmer) declare(d ast.Decl, source string) error {
	if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
		return p.importAll(g)
	}
	write := true
	for _, name := range namesOf(d) {
		old, again := p.names[name]
		switch {
		case again && old.source != source:
			return fmt.Errorf("cell %d declares %s, which cell %d declared otherwise; a program has one of each: rename one of them", p.cell, name, old.cell)
		case again:
			write = false
		default:
			p.names[name] = declared{p.cell, source}
		}
	}
	if write {
		p.body.WriteString(source + "\n\n")
	}
	return nil
}

// namesOf lists what a declaration declares; methods with their type.
func namesOf(d ast.Decl) []string {
	var names []string
	add := func(name string) {
		if name != "_" && name != "init" {
			names = append(names, name)
		}
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		add(funcName(d))
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				add(spec.Name.Name)
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					add(n.Name)
				}
			}
		}
	}
	return names
}

func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if index, ok := typ.(*ast.IndexExpr); ok {
		typ = index.X
	}
	if id, ok := typ.(*ast.Ident); ok {
		return id.Name + "." + d.Name.Name
	}
	return d.Name.Name
}

func (p *programmer) importAll(g *ast.GenDecl) error {
	for _, spec := range g.Specs {
		s, ok := spec.(*ast.ImportSpec)
		if !ok {
			continue
		}
		path, err := strconv.Unquote(s.Path.Value)
		if err != nil {
			return fmt.Errorf("cell %d: import %s: %w", p.cell, s.Path.Value, err)
		}
		line, name := s.Path.Value, path[strings.LastIndexByte(path, '/')+1:]
		if s.Name != nil {
			line, name = s.Name.Name+" "+line, s.Name.Name
		}
		if err := p.importOne(line, name); err != nil {
			return err
		}
	}
	return nil
}

// importOne refuses one name for two packages.
func (p *programmer) importOne(line, name string) error {
	for other, taken := range p.imports {
		if taken == name && other != line && name != "_" && name != "." {
			return fmt.Errorf("cell %d imports %s, and an earlier cell %s under the same name; give one a name of its own", p.cell, line, other)
		}
	}
	p.imports[line] = name
	return nil
}

// program puts the parts together.
func (p *programmer) program() []byte {
	var b bytes.Buffer
	b.WriteString("package main\n\nimport (\n")
	lines := make([]string, 0, len(p.imports))
	for line := range p.imports {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Fprintf(&b, "\t%s\n", line)
	}
	b.WriteString(")\n\n// main runs the cells in order.\nfunc main() {\n")
	for _, call := range p.calls {
		fmt.Fprintf(&b, "\t%s()\n", call)
	}
	b.WriteString("}\n\n")
	b.Write(bytes.TrimRight(p.body.Bytes(), "\n"))
	b.WriteString("\n")
	return b.Bytes()
}

// WriteProgram exports the notebook at path to out.
func (i *Installation) WriteProgram(ctx context.Context, path, out string) (notes []string, err error) {
	nb, err := ReadNotebook(path)
	if err != nil {
		return nil, err
	}
	if spec, ok := nb.Metadata["kernelspec"].(map[string]any); ok && spec["language"] != nil && spec["language"] != "go" {
		return nil, fmt.Errorf("kernel: export: %s is a notebook in %v, not in Go", path, spec["language"])
	}
	source, notes, err := i.Program(ctx, nb)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if filepath.Ext(out) != ".go" {
		return nil, errors.New("kernel: export: the program's name must end in .go")
	}
	head := "// Exported from " + filepath.Base(path) + " by `lodestone export`.\n"
	return notes, WriteFile(out, append([]byte(head), source...), 0o644)
}
