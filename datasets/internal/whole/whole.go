// Package whole writes files whole or not at all: whoever reads one while it is
// written, or after a stop, finds the old text or the new.
//
//	text ──▶ hidden file beside it ──rename──▶ file
package whole

import (
	"os"
	"path/filepath"
)

// Write puts text in the place of the file, readable by all. Until all of it is
// on disk it stands in a hidden file of the same folder.
func Write(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".whole-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}
