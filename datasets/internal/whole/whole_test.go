package whole_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/internal/whole"
)

// A second text replaces the first, and where it cannot the first stays; nothing
// is left beside the file.
func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	for _, text := range []string{"first, and longer", "second"} {
		if err := whole.Write(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); string(got) != text {
			t.Fatalf("%q, wrote %q (%v)", got, text, err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := whole.Write(filepath.Join(dir, "folder"), nil); err == nil {
		t.Error("a folder was replaced by a file")
	}
	if err := whole.Write(filepath.Join(dir, "none", "a.csv"), nil); err == nil {
		t.Error("a folder that is not there took a file")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 2 {
		t.Errorf("%v lie in the folder (%v)", entries, err)
	}
}
