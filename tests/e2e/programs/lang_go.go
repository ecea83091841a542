// The Go program among those of lang_c.c: open, write, fsync and connect, each told on a line. usage: lang_go DIR
package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
)

func tell(step string, err error) {
	var errno syscall.Errno
	switch {
	case err == nil:
		fmt.Printf("%s: ok\n", step)
	case errors.As(err, &errno):
		fmt.Printf("%s: %s\n", step, errno.Error())
	default:
		fmt.Printf("%s: no errno: %s\n", step, err)
	}
}

func main() {
	directory := os.Args[1]
	server, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	_, err = os.OpenFile(filepath.Join(directory, "locked"), os.O_CREATE|os.O_WRONLY, 0644)
	tell("open", err)
	file, err := os.OpenFile(filepath.Join(directory, "data"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0644)
	if err != nil {
		panic(err)
	}
	_, err = file.WriteString("text\n")
	tell("write", err)
	tell("fsync", file.Sync())
	_, err = net.Dial("tcp4", server.Addr().String())
	tell("connect", err)
}
