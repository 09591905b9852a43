package scenario

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ChangedError tells that a file is not what it was when it was read, so that Save left it alone.
type ChangedError struct {
	Name string
	Gone bool // the file is no longer there
}

// Error says what happened.
func (e *ChangedError) Error() string {
	if e.Gone {
		return fmt.Sprintf("%s: the file has been deleted since it was read", e.Name)
	}
	return fmt.Sprintf("%s: the file has been changed since it was read", e.Name)
}

// Save replaces the content of a file, in one step: whoever reads the file, and whatever fails on the way, finds the old
// text or the new one. read is the version that the new text is based on, the zero Version for a file that is to be made
// anew; if the file on disk is another one by now, it is left alone and the error is a *ChangedError. The file keeps its
// mode. Through a symbolic link the file that it leads to is replaced.
func Save(name string, data []byte, read Version) error {
	target, err := filepath.EvalSymlinks(name)
	if errors.Is(err, fs.ErrNotExist) {
		if link, err := os.Readlink(name); err == nil { // a link to a file that is not there yet
			if !filepath.IsAbs(link) {
				link = filepath.Join(filepath.Dir(name), link)
			}
			name = link
		}
		target, err = name, nil
	}
	if err != nil {
		return err
	}
	if err := unchanged(target, read); err != nil {
		return err
	}
	mode := fs.FileMode(0o666) // less what the user's mask takes away
	info, err := os.Stat(target)
	if err == nil {
		mode = info.Mode().Perm()
	}
	temp, err := writeBeside(target, data, mode, err == nil)
	if err != nil {
		return err
	}
	if err = unchanged(target, read); err == nil { // once more, since writing takes its time
		err = os.Rename(temp, target)
	}
	if err != nil {
		os.Remove(temp)
		return err
	}
	if folder, err := os.Open(filepath.Dir(target)); err == nil { // so that the new name is on disk too
		folder.Sync()
		folder.Close()
	}
	return nil
}

// unchanged checks that the file is of the version that was read.
func unchanged(name string, read Version) error {
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		if read == "" {
			return nil
		}
		return &ChangedError{Name: name, Gone: true}
	}
	now, err := slurp(name)
	if errors.Is(err, errTooLarge) {
		return &ChangedError{Name: name}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if read == "" || VersionOf(now) != read {
		return &ChangedError{Name: name}
	}
	return nil
}

// writeBeside writes a new file in the folder of another one, and returns its name once the content is on disk.
func writeBeside(name string, data []byte, mode fs.FileMode, exact bool) (string, error) {
	var random [8]byte
	rand.Read(random[:])
	temp := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+"."+hex.EncodeToString(random[:]))
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if path := (*fs.PathError)(nil); errors.As(err, &path) { // the name is not one that anybody chose
		return "", fmt.Errorf("%s cannot be written in %s: %w", filepath.Base(name), filepath.Dir(name), path.Err)
	} else if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if err == nil && exact {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		os.Remove(temp)
		return "", err
	}
	return temp, nil
}
