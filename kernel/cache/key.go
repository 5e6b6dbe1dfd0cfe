package cache

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
)

// Key is the hash of a name, a code version and inputs. Inputs are values:
// numbers, strings, slices, maps, structs (unexported fields too) and pointers
// to them. Maps count in any order; functions, channels and unsafe pointers
// are an error that names the place, and so are cycles.
//
// The code version is any string that changes when the result may change: see
// SourceVersion and BuildVersion, or write one by hand. It may not be empty.
func Key(name, code string, inputs ...any) (string, error) {
	if name == "" || code == "" {
		return "", fmt.Errorf("cache: Key(%q, %q): name and code version are needed; without the code an edit would serve old results", name, code)
	}
	k := keyer{h: sha256.New()}
	k.text("lodestone-key/1")
	k.text(name)
	k.text(code)
	k.count(len(inputs))
	for i, in := range inputs {
		if err := k.value(reflect.ValueOf(in), fmt.Sprintf("input %d", i), 0); err != nil {
			return "", fmt.Errorf("cache: Key(%q): %w", name, err)
		}
	}
	return hex.EncodeToString(k.h.Sum(nil)), nil
}

// keyer writes values in one unambiguous way: kind, then content; everything
// of variable length is preceded by its length.
type keyer struct{ h hash.Hash }

func (k keyer) count(n int) { k.word(uint64(n)) }

func (k keyer) word(w uint64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], w)
	k.h.Write(b[:])
}

func (k keyer) text(s string) {
	k.count(len(s))
	io.WriteString(k.h, s)
}

// maxDepth is far beyond any value that is not a cycle.
const maxDepth = 100

func (k keyer) value(v reflect.Value, at string, depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("%s is nested more than %d deep: a cycle?", at, maxDepth)
	}
	if !v.IsValid() {
		k.text("nil")
		return nil
	}
	k.text(v.Kind().String())
	switch v.Kind() {
	case reflect.Bool:
		k.text(fmt.Sprint(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		k.word(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		k.word(v.Uint())
	case reflect.Float32, reflect.Float64:
		k.word(math.Float64bits(v.Float()))
	case reflect.Complex64, reflect.Complex128:
		k.word(math.Float64bits(real(v.Complex())))
		k.word(math.Float64bits(imag(v.Complex())))
	case reflect.String:
		k.text(v.String())
	case reflect.Slice, reflect.Array:
		return k.list(v, at, depth)
	case reflect.Map:
		return k.mapping(v, at, depth)
	case reflect.Struct:
		return k.fields(v, at, depth)
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			k.text("nil")
			return nil
		}
		k.text(v.Elem().Type().String())
		return k.value(v.Elem(), at, depth+1)
	default:
		return fmt.Errorf("%s is a %v; a key is made of plain values", at, v.Kind())
	}
	return nil
}

func (k keyer) list(v reflect.Value, at string, depth int) error {
	k.count(v.Len())
	for i := range v.Len() {
		if err := k.value(v.Index(i), fmt.Sprintf("%s[%d]", at, i), depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (k keyer) fields(v reflect.Value, at string, depth int) error {
	k.text(v.Type().String())
	k.count(v.NumField())
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		k.text(name)
		if err := k.value(v.Field(i), at+"."+name, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// mapping writes the hashes of the pairs in order, which no order of the map
// can change.
func (k keyer) mapping(v reflect.Value, at string, depth int) error {
	pairs := make([]string, 0, v.Len())
	for it := v.MapRange(); it.Next(); {
		one := keyer{h: sha256.New()}
		if err := one.value(it.Key(), at+" key", depth+1); err != nil {
			return err
		}
		if err := one.value(it.Value(), fmt.Sprintf("%s[%v]", at, it.Key()), depth+1); err != nil {
			return err
		}
		pairs = append(pairs, string(one.h.Sum(nil)))
	}
	slices.Sort(pairs)
	k.count(len(pairs))
	for _, p := range pairs {
		k.text(p)
	}
	return nil
}

// SourceVersion is the hash of the code in folders below root (and theirs
// below): every file but tests, hidden files and folders named testdata, and
// go.mod and go.sum of the root. Names are taken relative to root, so that the
// place of a clone does not count. Embedded data count, because they are files
// of the folder.
func SourceVersion(root string, folders ...string) (string, error) {
	var files []string
	for _, f := range []string{"go.mod", "go.sum"} {
		if _, err := os.Stat(filepath.Join(root, f)); err == nil {
			files = append(files, f)
		}
	}
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(root, folder), func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".") {
				return filepath.SkipDir
			}
			if !d.Type().IsRegular() || strings.HasSuffix(p, "_test.go") || strings.HasPrefix(d.Name(), ".") {
				return nil
			}
			rel, err := filepath.Rel(root, p)
			files = append(files, filepath.ToSlash(rel))
			return err
		})
		if err != nil {
			return "", fmt.Errorf("cache: SourceVersion: %w", err)
		}
	}
	slices.Sort(files)
	return hashFiles(root, slices.Compact(files))
}

func hashFiles(root string, files []string) (string, error) {
	k := keyer{h: sha256.New()}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(root, f))
		if err != nil {
			return "", fmt.Errorf("cache: SourceVersion: %w", err)
		}
		k.text(f)
		k.text(string(data))
	}
	return "src:" + hex.EncodeToString(k.h.Sum(nil)), nil
}

// BuildVersion names the code of this program by what the linker recorded: Go
// release, revision and the versions of all modules. ok is false when the
// program was built from a changed or unknown tree, as tests and notebook cells
// are: use SourceVersion there.
func BuildVersion() (version string, ok bool) {
	info, found := debug.ReadBuildInfo()
	if !found {
		return "", false
	}
	k := keyer{h: sha256.New()}
	k.text(info.GoVersion)
	revision := info.Main.Sum
	clean := true
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value
		case "vcs.modified":
			clean = s.Value == "false"
		}
	}
	k.text(info.Main.Path + "@" + revision)
	for _, d := range info.Deps {
		if d.Replace != nil {
			d = d.Replace
		}
		clean = clean && d.Sum != ""
		k.text(d.Path + "@" + d.Version + " " + d.Sum)
	}
	return "build:" + hex.EncodeToString(k.h.Sum(nil)), revision != "" && clean
}
