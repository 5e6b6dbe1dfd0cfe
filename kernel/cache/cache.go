// Package cache keeps results that outlive a cell.
//
// GoNB builds a new program for every cell, so nothing in memory is left for
// the next one; and a cache that knows results by name alone serves yesterday's
// numbers after the code has changed. Here a result is known by what it was
// computed from: a name, the code and the inputs.
//
//	code, err := cache.DependencyVersion(root, "mfa")
//	key, err := cache.Key("flagship", code, scenario, seed)
//	run, err := cache.Do(c, key, func() (Run, error) { return simulate(scenario, seed) })
//
// No time and no path enters a key: the same inputs and code give the same key
// on every machine. An entry is written whole or not at all; one that is cut or
// altered counts as absent and is removed. The folder holds DefaultLimit bytes
// at most; what was not read for longest goes first. Where nothing can be written the
// result is computed all the same, and standard error says so once.
//
// A nil *Cache is a cache that never holds anything: Do computes. Packages that
// take a cache in their settings need only
//
//	type Cache interface {
//		Get(key string) ([]byte, bool)
//		Put(key string, data []byte) error
//	}
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// A Cache is a folder of results. It may be used by many goroutines and
// programs at once.
type Cache struct {
	dir    string
	notice io.Writer
	once   sync.Once
	mu     sync.Mutex
	busy   map[string]chan struct{} // keys under computation by Do

	limit       int64 // bytes; see Limit
	counted     bool
	held, since int64 // bytes: in the folder when it was counted, and stored since
}

// Open returns the cache in a folder, which is made when something is first
// stored. "" is the user's own: lodestone/results in os.UserCacheDir.
func Open(dir string) (*Cache, error) {
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return nil, fmt.Errorf("cache: no folder for this user's cache: %w; name one", err)
		}
		dir = filepath.Join(base, "lodestone", "results")
	}
	return &Cache{dir: dir, notice: os.Stderr, busy: map[string]chan struct{}{}, limit: DefaultLimit}, nil
}

// Dir is the folder, "" for a nil cache.
func (c *Cache) Dir() string {
	if c == nil {
		return ""
	}
	return c.dir
}

// Get returns the bytes stored under a key; ok is false when there are none,
// or none that are whole.
func (c *Cache) Get(key string) (data []byte, ok bool) {
	if c == nil || checkKey(key) != nil {
		return nil, false
	}
	path := c.path(key)
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, false
	}
	data, err = decode(key, raw)
	if err != nil {
		os.Remove(path)
		return nil, false
	}
	now := time.Now()
	os.Chtimes(path, now, now) // in use, as room sees it; a folder that cannot be written loses nothing either
	return data, true
}

// Put stores bytes under a key, in place of what was there.
func (c *Cache) Put(key string, data []byte) error {
	if c == nil {
		return nil
	}
	if err := checkKey(key); err != nil {
		return err
	}
	entry := encode(key, data)
	if err := c.room(int64(len(entry))); err != nil {
		return fmt.Errorf("cache: storing %s: %w", key, err)
	}
	if err := writeFile(c.path(key), entry); err != nil {
		return fmt.Errorf("cache: storing %s: %w", key, err)
	}
	return nil
}

// Clear removes every entry and leaves other files in the folder alone.
func (c *Cache) Clear() error {
	if c == nil {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(c.dir, "??", "*"+suffix))
	if err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	for _, f := range files {
		if err := os.Remove(f); err != nil && !os.IsNotExist(err) {
			return fmt.Errorf("cache: %w", err)
		}
	}
	return nil
}

const suffix = ".result"

// path spreads entries over 256 folders.
func (c *Cache) path(key string) string { return filepath.Join(c.dir, key[:2], key+suffix) }

// checkKey keeps keys to what Key makes, so that none can name another file.
func checkKey(key string) error {
	if len(key) != 2*sha256.Size || strings.Trim(key, "0123456789abcdef") != "" {
		return fmt.Errorf("cache: %q is no key; make one with cache.Key", key)
	}
	return nil
}

// magic begins every entry; the number changes with the layout.
const magic = "lodestone-result/1\n"

// encode lays an entry out: magic, key, checksum, length, data.
func encode(key string, data []byte) []byte {
	sum := sha256.Sum256(data)
	b := append([]byte(magic+key), sum[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(len(data)))
	return append(b, data...)
}

// decode returns the data of an entry, or why it is none.
func decode(key string, raw []byte) ([]byte, error) {
	head := len(magic) + len(key)
	if len(raw) < head+sha256.Size+8 || string(raw[:len(magic)]) != magic {
		return nil, fmt.Errorf("cache: not an entry")
	}
	if string(raw[len(magic):head]) != key {
		return nil, fmt.Errorf("cache: an entry of another key")
	}
	sum, data := raw[head:head+sha256.Size], raw[head+sha256.Size+8:]
	if n := binary.BigEndian.Uint64(raw[head+sha256.Size:]); n != uint64(len(data)) {
		return nil, fmt.Errorf("cache: %d bytes of %d", len(data), n)
	}
	if got := sha256.Sum256(data); !bytes.Equal(sum, got[:]) {
		return nil, fmt.Errorf("cache: checksum is %s", hex.EncodeToString(got[:4]))
	}
	return data, nil
}

// writeFile writes beside the target and renames, as kernel.WriteFile does: this
// room imports nothing of ours.
func writeFile(path string, data []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(data); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
