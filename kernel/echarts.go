package kernel

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// The echarts library that live charts are drawn with, as npm names it. It is
// not part of this repository and stands in no notebook.
const (
	echartsPackage   = "echarts@5.6.0"
	echartsIntegrity = "sha512-oTbVTsXfKuEhxftHqL5xprgLoc0k7uScAwtryCgWF6hPYFLRwOUHiFmHGCBKP5NPFNkDVopOieyUqYGH8Fa3kA=="
	echartsFile      = "package/dist/echarts.min.js"
)

// installECharts puts the library where offline charts look for it: the file
// the user names, or npm's copy where npm is and nothing is there yet. Without
// either, charts load it from the network or stay pictures, which is no error.
func (i *Installation) installECharts(ctx context.Context, s *InstallSettings) error {
	if s.ECharts != "" {
		data, err := os.ReadFile(s.ECharts)
		if err != nil {
			return err
		}
		if err := checkECharts(data); err != nil {
			return fmt.Errorf("%s: %w", s.ECharts, err)
		}
		return copyFile(i.ECharts(), s.ECharts, 0o644)
	}
	npm, err := exec.LookPath("npm")
	if err != nil || isFile(i.ECharts()) {
		return nil
	}
	return stage(s.Progress, "fetching "+echartsPackage+" with npm, for live charts offline", func() error {
		data, err := fetchECharts(ctx, npm)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Fprintf(s.Progress, "lodestone: it stays out, and charts need a network to be live: %v\n", err)
			return nil
		}
		return writeFile(i.ECharts(), data, 0o644)
	})
}

// fetchECharts has npm fetch the pinned package and takes the library out of
// it, if it is the package whose hash we know.
func fetchECharts(ctx context.Context, npm string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "lodestone-npm-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cmd := exec.CommandContext(ctx, npm, "pack", echartsPackage, "--silent")
	cmd.Dir = dir
	ownGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("npm pack: %w %s", err, bytes.TrimSpace(out))
	}
	packed, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(packed) != 1 {
		return nil, errors.New("npm pack left no package")
	}
	archive, err := os.ReadFile(packed[0])
	if err != nil {
		return nil, err
	}
	return unpackECharts(archive)
}

func unpackECharts(archive []byte) ([]byte, error) {
	sum := sha512.Sum512(archive)
	if got := "sha512-" + base64.StdEncoding.EncodeToString(sum[:]); got != echartsIntegrity {
		return nil, fmt.Errorf("%s has integrity %s, not %s", echartsPackage, got, echartsIntegrity)
	}
	zip, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, err
	}
	for files := tar.NewReader(zip); ; {
		h, err := files.Next()
		if err != nil {
			return nil, fmt.Errorf("%s in %s: %w", echartsFile, echartsPackage, err)
		}
		if h.Name == echartsFile {
			return io.ReadAll(files)
		}
	}
}

// checkECharts refuses a file that is not the library.
func checkECharts(data []byte) error {
	head := data[:min(len(data), 4096)]
	if !bytes.Contains(head, []byte("echarts")) || !bytes.Contains(data, []byte("setOption")) {
		return errors.New("this is not echarts.min.js; take dist/echarts.min.js from the echarts package")
	}
	return nil
}
