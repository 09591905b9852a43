package plot

import (
	"fmt"
	"strings"
)

// Colours of charts, light and dark. The attributes hold the light ones, so that every viewer shows something sound; a page whose
// color-scheme is dark gets the others through the style. Each pair keeps a contrast of 3 against its paper, text one of 4.5.
var colours = [][2]string{
	{ink, "#e9e6df"}, {quiet, "#a9a69d"}, {rule, "#565b62"}, {paper, "#16181b"},
	{fanOuter, "#26405a"}, {fanInner, "#3b658e"}, {accent, "#86bbee"}, {warn, "#f2a277"}, {faint, "#2b2f34"},
	{areas[0], "#3f78ad"}, {areas[1], "#b5683a"}, {areas[2], "#3c8f6e"}, {areas[3], "#8d68a8"}, {areas[4], "#94803a"}, {areas[5], "#3f8797"}, {areas[6], "#5d646c"},
}

const (
	fanOuter = "#d5e3f1"
	fanInner = "#9fc1e2"
	accent   = "#1d5fa6"
	warn     = "#a8410c"
	faint    = "#e8e5de"
)

// areas are fills that lie side by side; a pattern of lines tells them apart as well. The last is for what is left.
var areas = []string{"#7fb0dc", "#eda878", "#7cc7a7", "#c4a3dc", "#d6c070", "#82c5d3", "#d9d9d4"}

// theme is the style element of a chart; its rules reach no further than the picture.
func theme(id string) string { return "<style>" + Stylesheet("#"+id) + "</style>\n" }

// Stylesheet is what a page needs that shows charts without their own style elements, for the charts within a selector; "svg.chart"
// are all charts.
func Stylesheet(selector string) string {
	var b strings.Builder
	for _, c := range colours {
		fmt.Fprintf(&b, "%s [fill=%q]{fill:light-dark(%s,%s)}%s [stroke=%q]{stroke:light-dark(%s,%s)}", selector, c[0], c[0], c[1], selector, c[0], c[0], c[1])
	}
	return b.String()
}
