package main

import (
	"bytes"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// documents writes the manual, a page for each command, and the completions of three shells.
func documents(root *cobra.Command, date time.Time) ([]entry, error) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	root.DisableAutoGenTag = true
	var out []entry
	var walk func(c *cobra.Command) error
	walk = func(c *cobra.Command) error {
		if !c.IsAvailableCommand() && c != root {
			return nil
		}
		c.DisableAutoGenTag = true
		var b bytes.Buffer
		name := strings.ReplaceAll(c.CommandPath(), " ", "-")
		h := &doc.GenManHeader{Title: strings.ToUpper(name), Section: "1", Date: &date, Source: "parley", Manual: "parley"}
		if err := doc.GenMan(c, h, &b); err != nil {
			return err
		}
		out = append(out, entry{"man/" + name + ".1", b.Bytes(), 0o644})
		for _, sub := range c.Commands() {
			if err := walk(sub); err != nil {
				return err
			}
		}
		return nil
	}
	if err := walk(root); err != nil {
		return nil, err
	}
	for _, shell := range []struct {
		name  string
		write func(*bytes.Buffer) error
	}{
		{"completions/parley.bash", func(b *bytes.Buffer) error { return root.GenBashCompletionV2(b, true) }},
		{"completions/_parley", func(b *bytes.Buffer) error { return root.GenZshCompletion(b) }},
		{"completions/parley.fish", func(b *bytes.Buffer) error { return root.GenFishCompletion(b, true) }},
	} {
		var b bytes.Buffer
		if err := shell.write(&b); err != nil {
			return nil, err
		}
		out = append(out, entry{shell.name, b.Bytes(), 0o644})
	}
	return out, nil
}
