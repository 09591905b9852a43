package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"parley/scenario"
)

// drafts keeps texts that are not saved yet, in a folder of its own for each folder that is worked on. A draft is written
// beside the old one and then takes its place, so that a crash on the way loses neither.
type drafts struct {
	dir    string // where all drafts are kept; "" for nowhere
	folder string // whose files these are
}

// draft is a text that is not saved yet. Base is the version of the file that it was made from.
type draft struct {
	Folder string           `json:"folder"`
	File   string           `json:"file"`
	Base   scenario.Version `json:"base"`
	Text   string           `json:"text"`
}

func (d drafts) path(name string) string {
	sum := sha256.Sum256([]byte(d.folder))
	return filepath.Join(d.dir, hex.EncodeToString(sum[:8]), name+".draft")
}

func (d drafts) put(name string, x draft) error {
	if d.dir == "" {
		return nil
	}
	x.Folder, x.File = d.folder, name
	data, err := json.Marshal(x)
	if err != nil {
		return err
	}
	path := d.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("the unsaved text cannot be kept: %w", err)
	}
	if err := os.WriteFile(path+".new", data, 0o600); err != nil {
		return fmt.Errorf("the unsaved text cannot be kept: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("the unsaved text cannot be kept: %w", err)
	}
	return nil
}

func (d drafts) get(name string) (x draft, ok bool) {
	if d.dir == "" || acceptable(name) != nil {
		return x, false
	}
	data, err := os.ReadFile(d.path(name))
	if err != nil || json.Unmarshal(data, &x) != nil || checkText(x.Text, scenario.MaxSize) != nil {
		return x, false
	}
	return x, x.File == name && x.Folder == d.folder
}

func (d drafts) drop(name string) {
	if d.dir != "" {
		os.Remove(d.path(name))
	}
}
