package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/lodestone-model/lodestone/datasets"
)

// tableHashes tells versions of tables apart, those of a user's folder over ours
// included.
func tableHashes() (map[string]string, error) {
	infos, err := datasets.Tables()
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, info := range infos {
		t, err := datasets.Open(info.Name)
		if err != nil {
			return nil, err
		}
		h := sha256.New()
		for _, r := range t.Rows {
			for _, k := range r.Key {
				io.WriteString(h, k+"\x00")
			}
			fmt.Fprintf(h, "%b %s %s %s\n", r.Value, r.Unit, r.Source, r.Flag)
		}
		out[info.Name] = hex.EncodeToString(h.Sum(nil))[:12]
	}
	return out, nil
}

// checkTables refuses tables that are not those the sweep was begun with. The
// program holds its own, so only a user's folder over them can differ.
func checkTables(begun map[string]string) error {
	now := begun
	if os.Getenv(datasets.OverlayVar) != "" {
		var err error
		if now, err = tableHashes(); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if begun[name] != now[name] {
			return fmt.Errorf("table %s is another than when the sweep began (%s=%s)", name, datasets.OverlayVar, os.Getenv(datasets.OverlayVar))
		}
	}
	return nil
}
