package report

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
)

// browser finds a Chromium, or says why the test cannot look.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no chromium or google-chrome on PATH to look at the page with")
	return ""
}

// look opens a page and returns what a reader sees of its first 2000 px.
func look(t *testing.T, page string) image.Image {
	t.Helper()
	chromium := browser(t)
	dir := t.TempDir()
	shot := filepath.Join(dir, "shot.png")
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--virtual-time-budget=3000", "--window-size=900,2000", "--screenshot="+shot, "file://"+page)
	cmd.WaitDelay = 5 * time.Second
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", chromium, err, out)
	}
	f, err := os.Open(shot)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// store writes the report of a notebook, and the same page with a policy under
// which no script runs: what a reader with scripts off sees.
func store(t *testing.T, nb *kernel.Notebook, opts Options) (page, scriptless string) {
	t.Helper()
	dir := t.TempDir()
	page, scriptless = filepath.Join(dir, "report.html"), filepath.Join(dir, "scriptless.html")
	live := write(t, nb, opts)
	still := strings.Replace(live, "script-src 'unsafe-inline'", "script-src 'none'", 1)
	if still == live {
		t.Fatal("the page has no policy on scripts")
	}
	for path, content := range map[string]string{page: live, scriptless: still} {
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return page, scriptless
}

// pixels counts those of a colour.
func pixels(img image.Image, want color.NRGBA) int {
	n := 0
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			if color.NRGBAModel.Convert(img.At(x, y)) == want {
				n++
			}
		}
	}
	return n
}

// lithium is the colour of that mineral's line in the sample's chart; 100
// pixels of it are a tenth of the line.
var lithium = color.NRGBA{0x00, 0x72, 0xb2, 0xff}

func TestReportWithoutScriptsShowsTheChart(t *testing.T) {
	_, scriptless := store(t, sample(t), Options{ECharts: []byte(green)})
	img := look(t, scriptless)
	if n := pixels(img, lithium); n < 100 {
		t.Errorf("%d pixels of the line are to be seen", n)
	}
	if n := pixels(img, color.NRGBA{0, 0xff, 0, 0xff}); n > 0 {
		t.Errorf("a script ran: %d pixels", n)
	}
}

// green stands in for echarts: it marks the page where it is asked to draw.
const green = `window.echarts={format:{encodeHTML:String},init:function(box){return{resize:function(){},setOption:function(o){
		box.style.background=o.series.length&&o.legend.data[0]==="lithium"?"#00ff00":"#ff0000"}}}}`

// The chart finds the library, asks it to draw, and the picture gives way.
func TestReportWithLibraryIsLive(t *testing.T) {
	page, _ := store(t, sample(t), Options{ECharts: []byte(green)})
	img := look(t, page)
	if n := pixels(img, color.NRGBA{0, 0xff, 0, 0xff}); n < 100_000 {
		t.Errorf("%d pixels of the live chart are to be seen", n)
	}
	if n := pixels(img, lithium); n > 100 {
		t.Errorf("the picture stayed beside the live chart: %d pixels", n)
	}
}

// A library that fails leaves the picture where it was.
func TestReportSurvivesABrokenLibrary(t *testing.T) {
	for _, broken := range []string{`throw "no"`, `window.echarts={init:function(){throw "no"}}`} {
		page, _ := store(t, sample(t), Options{ECharts: []byte(broken)})
		if n := pixels(look(t, page), lithium); n < 100 {
			t.Errorf("%s: %d pixels of the line are to be seen", broken, n)
		}
	}
}

// Nothing in the page names an address to load from.
func TestReportAsksForNothing(t *testing.T) {
	page := write(t, sample(t), Options{})
	page = regexp.MustCompile(`(?s)<script>.*?</script>`).ReplaceAllString(page, "")
	for _, m := range regexp.MustCompile(`(?i)\b(src|srcset|data|poster|action)="([^"]*)"|url\(([^)]*)\)|<link|@import`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(m[2], "data:") {
			t.Errorf("the page loads %s", fmt.Sprint(m))
		}
	}
	if !strings.Contains(page, "default-src 'none'") {
		t.Error("the page may ask for anything")
	}
}
