package forge

import (
	"fmt"
	"strconv"
	"strings"
)

// ownerAndName reads "guild/pool".
func ownerAndName(path string) (owner, name string, err error) {
	owner, name, err = splitPath(path)
	if err == nil && strings.Contains(owner, "/") {
		err = &UsageError{fmt.Sprintf("%q is no repository: this host has owner/name", Line(path))}
	}
	return owner, name, err
}

// splitPath reads "group/sub/pool" as what is before and after the last slash.
func splitPath(path string) (group, name string, err error) {
	i := strings.LastIndexByte(path, '/')
	if i <= 0 || i == len(path)-1 || strings.Contains(path, "//") || strings.Contains("/"+path+"/", "/../") {
		return "", "", &UsageError{fmt.Sprintf("%q is no repository: it takes owner/name", Line(path))}
	}
	return path[:i], path[i+1:], nil
}

// number reads the id of a contribution on a host that counts.
func number(id ID) (int, error) {
	n, err := strconv.Atoi(strings.TrimPrefix(strings.TrimPrefix(string(id), "#"), "!"))
	if err != nil || n <= 0 {
		return 0, &UsageError{fmt.Sprintf("%q is no number of a contribution", Line(string(id)))}
	}
	return n, nil
}

func idOf(n int) ID { return ID(strconv.Itoa(n)) }
