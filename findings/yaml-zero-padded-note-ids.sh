#!/usr/bin/env bash
# A note's zero-padded id in front matter is another number in Go than in JavaScript
#
# Package:   go.yaml.in/yaml/v4 v4.0.0 (Go module proxy), yaml 2.8.1 (npm)
# Guess:     both read YAML 1.2, where "id: 0010" is ten and "2026_11" is a text: what one
#            program writes into a note's front matter the other reads.
# Seen:      untyped, the Go library keeps forms of YAML 1.1: 0010 is 8 (octal), 0089 – no
#            octal number – becomes the float 89, 2026_11 and 12_34 lose their underscore
#            and become whole numbers. The npm library says 10, 89, and texts.
# Matters:   to tools that share notes with editors in JavaScript: ids padded with zeros,
#            dates with underscores and part numbers change silently, two ids may become
#            one, and a rewrite stores the new value. Decode such fields into a string, or
#            take the node's own text.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
cat > main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v4"
)

func main() {
	var m map[string]any
	err := yaml.Unmarshal([]byte("a: 0010\nb: 0089\nc: 2026_11\nd: 12_34\n"), &m)
	out, _ := json.Marshal(m)
	fmt.Printf("%s %T %v\n", out, m["b"], err)
}
GO
go mod init example.org/x >/dev/null 2>&1
go get go.yaml.in/yaml/v4@v4.0.0 >/dev/null 2>&1
npm install --silent --no-audit --no-fund --prefix . yaml@2.8.1 >/dev/null 2>&1
go_says=$(go run .)
js_says=$(node -e 'console.log(JSON.stringify(require("yaml").parse("a: 0010\nb: 0089\nc: 2026_11\nd: 12_34\n")))')
echo "Go:         $go_says"
echo "JavaScript: $js_says"
[ "$go_says" = '{"a":8,"b":89,"c":202611,"d":1234} float64 <nil>' ]
[ "$js_says" = '{"a":10,"b":89,"c":"2026_11","d":"12_34"}' ]
