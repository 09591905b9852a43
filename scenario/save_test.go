package scenario

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestSave(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "dispute.yaml")
	write := func(text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(name, want string) {
		t.Helper()
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v; want %q", name, got, err, want)
		}
	}
	alone := func(want int) {
		t.Helper()
		if list, _ := os.ReadDir(dir); len(list) != want {
			t.Errorf("files left behind: %v", list)
		}
	}

	t.Run("new", func(t *testing.T) {
		if err := Save(name, []byte("new"), ""); err != nil {
			t.Fatal(err)
		}
		holds(name, "new")
		alone(1)
	})
	t.Run("appeared since", func(t *testing.T) {
		var changed *ChangedError
		if err := Save(name, []byte("other"), ""); !errors.As(err, &changed) || changed.Gone {
			t.Errorf("got %v", err)
		}
		holds(name, "new")
	})
	t.Run("mode", func(t *testing.T) {
		write("old", 0o640)
		if err := Save(name, []byte("next"), VersionOf([]byte("old"))); err != nil {
			t.Fatal(err)
		}
		holds(name, "next")
		if info, _ := os.Stat(name); info.Mode().Perm() != 0o640 {
			t.Errorf("the mode became %v", info.Mode())
		}
		alone(1)
	})
	t.Run("changed", func(t *testing.T) {
		var changed *ChangedError
		if err := Save(name, []byte("mine"), VersionOf([]byte("old"))); !errors.As(err, &changed) || changed.Gone {
			t.Errorf("got %v", err)
		}
		holds(name, "next")
		alone(1)
	})
	t.Run("link", func(t *testing.T) {
		link := filepath.Join(dir, "link.yaml")
		if err := os.Symlink("dispute.yaml", link); err != nil {
			t.Skip(err)
		}
		if err := Save(link, []byte("through"), VersionOf([]byte("next"))); err != nil {
			t.Fatal(err)
		}
		holds(name, "through")
		if info, _ := os.Lstat(link); info.Mode()&os.ModeSymlink == 0 {
			t.Error("the link was replaced")
		}
		alone(2)
	})
	t.Run("link to nothing", func(t *testing.T) {
		link := filepath.Join(dir, "dangling.yaml")
		if err := os.Symlink("later.yaml", link); err != nil {
			t.Skip(err)
		}
		if err := Save(link, []byte("made"), ""); err != nil {
			t.Fatal(err)
		}
		holds(filepath.Join(dir, "later.yaml"), "made")
	})
	t.Run("gone", func(t *testing.T) {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		var changed *ChangedError
		if err := Save(name, []byte("mine"), VersionOf([]byte("through"))); !errors.As(err, &changed) || !changed.Gone {
			t.Errorf("got %v", err)
		}
	})
	t.Run("folder", func(t *testing.T) {
		if err := Save(dir, []byte("mine"), ""); err == nil {
			t.Error("a folder was replaced")
		}
		if err := Save(filepath.Join(dir, "no", "where"), nil, ""); err == nil {
			t.Error("a file was made in a folder that is not there")
		}
	})
}

func TestVersion(t *testing.T) {
	f, _ := Read("x", []byte(small))
	if f.Version() != VersionOf([]byte(small)) || f.Version() == VersionOf([]byte(small+" ")) || f.Version() == "" {
		t.Error(f.Version())
	}
}
