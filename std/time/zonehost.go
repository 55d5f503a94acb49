package time

import "syscall"

// hostVariable returns a variable of the environment, or "".
func hostVariable(name string) string {
	value, _ := syscall.Getenv(name)
	return value
}

// hostFile reads a file.
func hostFile(path string) ([]byte, error) {
	fd, err := syscall.Open(path, syscall.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer syscall.Close(fd)
	// No database is larger.
	const most = 10 << 20
	var data []byte
	part := make([]byte, 4096)
	for len(data) < most {
		n, err := syscall.Read(fd, part)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return data, nil
		}
		data = append(data, part[:n]...)
	}
	return nil, &textError{"time: file " + path + " is too large"}
}
