// Command dist builds a release: the program for every system, packed with its manual and its completions for shells, Debian packages, a
// bill of materials, and checksums. Two builds of the same version and time give the same bytes, wherever they are made; the date of
// everything packed is that of -epoch.
//
// It is run by `make dist`, from the root of the module.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"parley/internal/cli"
)

// target is a system that the program is built for.
type target struct{ os, arch string }

var targets = []target{
	{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"},
}

// release is a build on its way.
type release struct {
	out, work string
	version   string
	date      time.Time
	toolFlags []string // before the name of a tool, after `go tool`
}

func main() {
	r := &release{toolFlags: []string{"-modfile=internal/tools.mod"}}
	described := ""
	epoch := int64(0)
	flag.StringVar(&r.out, "out", "dist", "`folder` to write to; it must not exist")
	flag.StringVar(&described, "version", "", "`version` as git describe tells it, such as v1.2.3 or v1.2.3-4-gabcdef")
	flag.Int64Var(&epoch, "epoch", 0, "the date of everything, in `seconds` since 1970")
	flag.Parse()
	r.date = time.Unix(epoch, 0).UTC()
	var err error
	if r.version, err = versionFrom(described); err == nil {
		err = r.build()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

var tagged = regexp.MustCompile(`^v?(\d+\.\d+\.\d+.*)$`)
var commit = regexp.MustCompile(`^[0-9a-f]{7,40}(-dirty)?$`)

// versionFrom turns what git describe says into a version: that of the tag, or 0.0.0 with the commit where there is none.
func versionFrom(described string) (string, error) {
	if m := tagged.FindStringSubmatch(described); m != nil {
		return m[1], nil
	}
	if commit.MatchString(described) {
		return "0.0.0-g" + described, nil
	}
	return "", fmt.Errorf("`%s` is no version: write v1.2.3, or a commit", described)
}

func (r *release) build() (err error) {
	if _, err := os.Stat(r.out); err == nil {
		return fmt.Errorf("%s exists already: remove it or name another by -out", r.out)
	}
	if r.work, err = os.MkdirTemp("", "parley-dist"); err != nil {
		return err
	}
	defer os.RemoveAll(r.work)
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return err
	}
	docs, err := documents(cli.Command(), r.date)
	if err != nil {
		return err
	}
	texts, err := pages(os.DirFS("."))
	if err != nil {
		return err
	}
	docs = append(docs, texts...)
	for _, t := range targets {
		if err := r.one(t, docs); err != nil {
			return fmt.Errorf("%s/%s: %w", t.os, t.arch, err)
		}
	}
	return r.checksums()
}

// one builds, packs and describes the program for one system.
func (r *release) one(t target, docs []entry) error {
	name := "parley"
	if t.os == "windows" {
		name += ".exe"
	}
	folder := filepath.Join(r.work, t.os+"-"+t.arch)
	program := filepath.Join(folder, name)
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", program,
		"-ldflags", "-s -w -buildid= -X parley/internal/cli.released="+r.version, "./cmd/parley")
	// The microarchitecture levels are the lowest, whatever the machine's settings say.
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+t.os, "GOARCH="+t.arch, "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0", "GOEXPERIMENT=")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	binary, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	base := fmt.Sprintf("parley_%s_%s_%s", r.version, t.os, t.arch)
	files := append([]entry{{name, binary, 0o755}}, docs...)
	pack, suffix := writeTarGz, ".tar.gz"
	if t.os == "windows" {
		pack, suffix = writeZip, ".zip"
	}
	if err := pack(filepath.Join(r.out, base+suffix), base, files, r.date); err != nil {
		return err
	}
	bom, err := filepath.Abs(filepath.Join(r.out, base+".cdx.json"))
	if err != nil {
		return err
	}
	if err := r.tool("cyclonedx-gomod", "bin", "-json", "-noserial", "-notimestamp", "-std", "-version", "v"+r.version, "-output", bom, program); err != nil {
		return err
	}
	if t.os == "linux" {
		return r.debian(t, folder, docs)
	}
	return nil
}

// tool runs a tool of internal/tools.mod on this machine.
func (r *release) tool(name string, args ...string) error {
	c := exec.Command("go", slices.Concat([]string{"tool"}, r.toolFlags, []string{name}, args)...)
	c.Env = append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", r.date.Unix()), "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// checksums writes SHA256SUMS over everything that was made, as sha256sum -c reads it.
func (r *release) checksums() error {
	list, err := os.ReadDir(r.out)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, e := range list {
		data, err := os.ReadFile(filepath.Join(r.out, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(data), e.Name())
	}
	return os.WriteFile(filepath.Join(r.out, "SHA256SUMS"), []byte(b.String()), 0o644)
}
