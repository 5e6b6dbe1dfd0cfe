package kernel

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// ParameterTag marks, among the tags of a code cell, the cell of constants
// that a run may set.
const ParameterTag = "parameters"

// A Parameter is a constant of the cell tagged "parameters".
type Parameter struct {
	Name  string `json:"name"`
	Type  string `json:"type"`  // a basic type of Go; an untyped constant has that of its default
	Value string `json:"value"` // as Go source
	Cell  int    `json:"cell"`  // all cells counted from 1

	from, to int  // where the value stands in the cell's source
	typed    bool // the type is written before the value, which need not say it
}

// Parameters lists the parameters of a notebook in order of source, each with
// the value that the source gives it. A constant that is no parameter, such as
// one computed from others, is left out.
func Parameters(nb *Notebook) ([]Parameter, error) {
	var out []Parameter
	for i, c := range nb.Cells {
		if c.Type != CodeCell || !slices.Contains(tags(c), ParameterTag) {
			continue
		}
		found, err := parametersOf(c.Source)
		if err != nil {
			return nil, fmt.Errorf("kernel: cell %d, tagged %q: %w", i+1, ParameterTag, err)
		}
		for _, p := range found {
			p.Cell = i + 1
			out = append(out, p)
		}
	}
	return out, nil
}

// SetParameters returns a copy of the notebook whose parameters have the given
// values in their cell's source. A name that is none, and a value that its
// type cannot hold, are errors.
func SetParameters(nb *Notebook, values map[string]string) (*Notebook, error) {
	known, err := Parameters(nb)
	if err != nil {
		return nil, err
	}
	nb = nb.Clone()
	left := maps.Clone(values)
	for _, p := range slices.Backward(known) { // from the end, so that places stay
		value, ok := left[p.Name]
		if !ok {
			continue
		}
		delete(left, p.Name)
		text, err := p.literal(value)
		if err != nil {
			return nil, err
		}
		c := &nb.Cells[p.Cell-1]
		c.Source = c.Source[:p.from] + text + c.Source[p.to:]
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		return nil, unknownParameter(name, known)
	}
	return nb, nil
}

func unknownParameter(name string, known []Parameter) error {
	if len(known) == 0 {
		return fmt.Errorf("kernel: parameter %q: the notebook has no parameters; give the tag %q to a cell of constants", name, ParameterTag)
	}
	var names []string
	for _, p := range known {
		names = append(names, p.Name+" "+p.Type)
	}
	return fmt.Errorf("kernel: there is no parameter %q; there are %s", name, strings.Join(names, ", "))
}

// values records the parameters of a notebook as they stand.
func values(nb *Notebook) map[string]string {
	known, err := Parameters(nb)
	if err != nil || len(known) == 0 {
		return nil // the cell itself fails to compile and says so
	}
	out := map[string]string{}
	for _, p := range known {
		out[p.Name] = p.Value
	}
	return out
}

func tags(c Cell) []string {
	var out []string
	list, _ := c.Metadata["tags"].([]any)
	for _, t := range list {
		if s, ok := t.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// parametersOf finds the constants in a cell that have a basic type and a value
// of their own.
func parametersOf(source string) ([]Parameter, error) {
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, "", packageClause+declarations(source, false), 0)
	if err != nil {
		return nil, fmt.Errorf("it is not a list of constants: %w", err)
	}
	var out []Parameter
	for _, d := range f.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, s := range group.Specs {
			spec := s.(*ast.ValueSpec)
			for i, name := range spec.Names {
				if i >= len(spec.Values) || name.Name == "_" {
					continue // a repeated expression of iota
				}
				if p, ok := parameter(name.Name, spec.Type, spec.Values[i], source); ok {
					out = append(out, p)
				}
			}
		}
	}
	return out, nil
}

// parameter reads one constant; ok is false where it is no basic value.
func parameter(name string, typ, value ast.Expr, source string) (Parameter, bool) {
	p := Parameter{Name: name, from: offset(value.Pos()), to: offset(value.End()), typed: typ != nil}
	p.Value = source[p.from:p.to]
	expression := p.Value
	if typ != nil {
		expression = types.ExprString(typ) + "(" + p.Value + ")"
	}
	tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, expression)
	if err != nil || tv.Value == nil {
		return Parameter{}, false
	}
	basic, ok := types.Default(tv.Type).(*types.Basic)
	if !ok {
		return Parameter{}, false
	}
	p.Type = basic.Name()
	return p, true
}

// literal is the value as Go source, if the parameter's type holds it. The text
// of a string needs no quotes.
func (p Parameter) literal(value string) (string, error) {
	wrong := func(why string) error {
		return fmt.Errorf("kernel: parameter %s is of type %s: %q %s", p.Name, p.Type, value, why)
	}
	basic := types.Universe.Lookup(p.Type).Type().Underlying().(*types.Basic)
	info := basic.Info()
	switch {
	case info&types.IsString != 0:
		if s, err := strconv.Unquote(value); err == nil && value[0] == '"' {
			value = s
		}
		return strconv.Quote(value), nil
	case info&types.IsBoolean != 0:
		if value != "true" && value != "false" {
			return "", wrong("is neither true nor false")
		}
		return value, nil
	}
	v := numeral(value)
	if v == nil {
		return "", wrong("is no number")
	}
	if info&types.IsInteger != 0 && constant.ToInt(v).Kind() != constant.Int {
		return "", wrong("is no whole number")
	}
	tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, p.Type+"("+value+")")
	if err != nil || tv.Value == nil {
		return "", wrong("does not fit")
	}
	if info&types.IsFloat != 0 && strings.Trim(value, "+-_0123456789") == "" {
		value += ".0" // as a float is written
	}
	return p.converted(value), nil
}

// converted is a number that says the parameter's type, where neither the
// declaration nor the number itself does: int(1e3), float64(0x10).
func (p Parameter) converted(value string) string {
	tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, value)
	if p.typed || err == nil && types.Default(tv.Type).String() == p.Type {
		return value
	}
	return p.Type + "(" + value + ")"
}

// numeral reads a number with its sign; nil if it is none.
func numeral(text string) constant.Value {
	e, err := parser.ParseExpr(text)
	if err != nil {
		return nil
	}
	if u, ok := e.(*ast.UnaryExpr); ok && (u.Op == token.SUB || u.Op == token.ADD) {
		e = u.X
	}
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind == token.STRING {
		return nil
	}
	tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, text)
	if err != nil {
		return nil
	}
	return tv.Value
}
