package report_test

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/report"
)

func ExampleWrite() {
	nb := &kernel.Notebook{Cells: []kernel.Cell{
		{Type: kernel.MarkdownCell, Source: "# Stocks\n\nThe stock obeys $S_t = S_{t-1} + I_t$."},
		{Type: kernel.CodeCell, Source: "fmt.Println(1)", Outputs: []kernel.Output{{Type: kernel.StreamOutput, Name: "stdout", Text: "1 < 2\n"}}},
	}}
	var page bytes.Buffer
	err := report.Write(&page, nb, report.Options{})
	fmt.Println(err)
	_, main, _ := strings.Cut(page.String(), "<main>\n")
	for _, line := range strings.Split(main, "\n") {
		if strings.Contains(line, "<h1") || strings.Contains(line, "class=\"out") {
			fmt.Println(line)
		}
	}
	// Output:
	// <nil>
	// <h1 id="Stocks">Stocks</h1>
	// <pre class="out line">1 &lt; 2
}
