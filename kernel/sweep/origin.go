package sweep

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
)

// OriginOf is the origin of what this program computes, from data of the hashes
// given.
func OriginOf(data map[string]string) (Origin, error) {
	o := Origin{Version: "unknown", Go: runtime.Version(), Data: data}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		o.Version = info.Main.Version
	}
	var err error
	o.Program, err = programHash()
	return o, err
}

// dataHash is one hash of all tables.
func (o *Origin) dataHash() string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(o.Data)) {
		fmt.Fprintf(h, "%s %s\n", name, o.Data[name])
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// programHash is the hash of the executable: code that was built again from
// changed sources is another program whatever its version says.
var programHash = sync.OnceValues(func() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
})
