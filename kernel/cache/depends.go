package cache

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// DependencyVersion is the hash of the code that a value depends on: the
// packages in folders below root, every package of root's module that those
// import, and so on, with what lies beside them (embedded tables) and in
// folders below that hold no Go files; and go.mod and go.sum, which pin the
// other modules. Tests do not count. Unlike SourceVersion it needs no list of
// what the packages rest on, so none can be forgotten.
func DependencyVersion(root string, packages ...string) (string, error) {
	module, err := moduleName(root)
	if err != nil {
		return "", fmt.Errorf("cache: DependencyVersion: %w", err)
	}
	files := []string{"go.mod"}
	if _, err := os.Stat(filepath.Join(root, "go.sum")); err == nil {
		files = append(files, "go.sum")
	}
	seen := map[string]bool{}
	for todo := slices.Clone(packages); len(todo) > 0; {
		folder := filepath.ToSlash(filepath.Clean(todo[len(todo)-1]))
		todo = todo[:len(todo)-1]
		if seen[folder] {
			continue
		}
		seen[folder] = true
		found, imports, err := packageFiles(root, folder)
		if err != nil {
			return "", fmt.Errorf("cache: DependencyVersion: package %s: %w", folder, err)
		}
		files = append(files, found...)
		for _, name := range imports {
			if rel, ours := strings.CutPrefix(name, module+"/"); ours {
				todo = append(todo, rel)
			}
		}
	}
	slices.Sort(files)
	return hashFiles(root, slices.Compact(files))
}

func moduleName(root string) (string, error) {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "module "); ok {
			return strings.Trim(strings.TrimSpace(name), `"`), nil
		}
	}
	return "", fmt.Errorf("%s has no module line", filepath.Join(root, "go.mod"))
}

// packageFiles lists the files of a package, relative to root, and what its Go
// files import.
func packageFiles(root, folder string) (files, imports []string, err error) {
	top := filepath.Join(root, filepath.FromSlash(folder))
	err = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if path != top && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") || holdsGo(path)) {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || strings.HasPrefix(d.Name(), ".") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files = append(files, filepath.ToSlash(rel))
		if filepath.Ext(path) == ".go" {
			more, err := importsOf(path)
			imports = append(imports, more...)
			return err
		}
		return nil
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("there is no file in %s", top)
	}
	return files, imports, err
}

// holdsGo reports whether a folder is a package of its own.
func holdsGo(dir string) bool {
	found, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	return len(found) > 0
}

func importsOf(path string) ([]string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, i := range f.Imports {
		name, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, nil
}
