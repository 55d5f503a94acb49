package os

import "errors"

// UserHomeDir returns $HOME.
func UserHomeDir() (string, error) {
	if dir := Getenv("HOME"); dir != "" {
		return dir, nil
	}
	return "", errors.New("$HOME is not defined")
}

// UserCacheDir returns $XDG_CACHE_HOME, or .cache in the home directory.
func UserCacheDir() (string, error) { return userDir("XDG_CACHE_HOME", ".cache") }

// UserConfigDir returns $XDG_CONFIG_HOME, or .config in the home directory.
func UserConfigDir() (string, error) { return userDir("XDG_CONFIG_HOME", ".config") }

func userDir(variable, name string) (string, error) {
	if dir := Getenv(variable); dir != "" {
		if dir[0] != '/' {
			return "", errors.New("path in $" + variable + " is relative")
		}
		return dir, nil
	}
	home := Getenv("HOME")
	if home == "" {
		return "", errors.New("neither $" + variable + " nor $HOME are defined")
	}
	return home + "/" + name, nil
}
