package debug

// BuildInfo is what a program was built from.
type BuildInfo struct {
	GoVersion string
	Path      string // Of the main package.
	Main      Module
	Deps      []*Module
	Settings  []BuildSetting
}

// A Module is one that a program was built with.
type Module struct {
	Path    string
	Version string
	Sum     string
	Replace *Module // The one that stands for it.
}

// A BuildSetting is a setting of the build.
type BuildSetting struct {
	Key, Value string
}

// ReadBuildInfo returns false: nothing of this is kept in modules.
func ReadBuildInfo() (info *BuildInfo, ok bool) { return nil, false }
