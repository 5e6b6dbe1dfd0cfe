package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/report"
)

// writeReport writes the page of an executed notebook beside it. Pictures that
// its prose names are looked for beside the notebook it was run from; charts
// are live where the echarts library is installed.
func writeReport(in, out string, nb *kernel.Notebook, inst *kernel.Installation) (string, error) {
	library, err := report.FindECharts(inst.Home)
	if err != nil {
		return "", err
	}
	var page bytes.Buffer
	err = report.Write(&page, nb, report.Options{
		ECharts: library,
		Files:   os.DirFS(filepath.Dir(in)),
		Footer: []string{fmt.Sprintf("%s, executed by Lodestone %s with %s and GoNB %s.",
			filepath.Base(in), kernel.Version, inst.GoVersion, inst.GoNB)},
	})
	if err != nil {
		return "", err
	}
	path := strings.TrimSuffix(out, filepath.Ext(out)) + ".html"
	return path, kernel.WriteFile(path, page.Bytes(), 0o644)
}
