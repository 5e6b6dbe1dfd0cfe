package cache

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// DefaultLimit is what a cache holds at most, in bytes, unless Limit says
// otherwise.
const DefaultLimit = 2 << 30

// Limit sets what the folder holds at most, in bytes; 0 lifts the limit. When
// it is exceeded, entries that were not read for longest go, until a fifth is
// free. Programs that share a folder each keep their own limit.
func (c *Cache) Limit(bytes int64) {
	if c != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.limit = bytes
	}
}

// A stored is an entry on the disk.
type stored struct {
	path string
	size int64
	used time.Time
}

// room makes room for n more bytes. The folder is counted when the program
// first stores something and then again after each tenth of the limit, since
// others store there too.
func (c *Cache) room(n int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.limit <= 0 {
		return nil
	}
	if n > c.limit {
		return fmt.Errorf("a result of %d bytes is larger than the cache may be (%d); raise it with Limit", n, c.limit)
	}
	c.since += n
	if c.counted && c.since < c.limit/10 && c.held+c.since <= c.limit {
		return nil
	}
	entries, total := c.entries()
	if total+n > c.limit {
		total = evict(entries, total, c.limit*4/5-n)
	}
	c.counted, c.held, c.since = true, total, n
	return nil
}

// entries lists what is stored, and sums it. Temporary files that a killed
// program left an hour ago are removed.
func (c *Cache) entries() (list []stored, total int64) {
	filepath.WalkDir(c.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // another program may have removed it
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		switch {
		case strings.HasSuffix(path, suffix):
			list = append(list, stored{path, info.Size(), info.ModTime()})
			total += info.Size()
		case strings.HasSuffix(path, ".tmp") && time.Since(info.ModTime()) > time.Hour:
			os.Remove(path)
		}
		return nil
	})
	return list, total
}

// evict removes entries, those least recently used first, until no more than
// keep bytes are left.
func evict(list []stored, total, keep int64) int64 {
	slices.SortFunc(list, func(a, b stored) int { return a.used.Compare(b.used) })
	for _, e := range list {
		if total <= keep {
			break
		}
		os.Remove(e.path) // gone already is as well
		total -= e.size
	}
	return total
}
