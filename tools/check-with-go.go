// Checks an export of a ledger with the Go project's own note and tlog code, which shares no line with ours.
// Usage: check EXPORT. Prints one line; exit status 1 if anything does not hold.
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"check/note"
	"check/tlog"
)

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "check-with-go: %s: ", os.Args[1])
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func read(parts ...string) []byte {
	data, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		fail("%v", err)
	}
	return data
}

// folder reads tiles of an export: their tile/8/… is our tile/…
type folder string

func (f folder) Height() int { return 8 }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, t := range tiles {
		path := strings.Replace(t.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

func (f folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

// entries reads every bundle: 256 entries of two length bytes and 32 bytes each.
func entries(dir string, size int64) [][]byte {
	var all [][]byte
	for n := int64(0); n*256 < size; n++ {
		width := min(size-n*256, 256)
		t := tlog.Tile{H: 8, L: -1, N: n, W: int(width)}
		path := strings.Replace(t.Path(), "tile/8/data/", "tile/entries/", 1)
		data := read(dir, path)
		for i := int64(0); i < width; i++ {
			if len(data) < 34 || data[0] != 0 || data[1] != 32 {
				fail("%s: entry %d is cut off or not 32 bytes", path, i)
			}
			all = append(all, data[2:34])
			data = data[34:]
		}
		if len(data) != 0 {
			fail("%s: trailing bytes", path)
		}
	}
	return all
}

// checkProof checks one .tlog-proof against the entry beside it, and that its checkpoint is of this tree.
func checkProof(path string, verifier note.Verifier, tree tlog.Tree, hashes tlog.HashReader) {
	head, signed, ok := bytes.Cut(read(path), []byte("\n\n"))
	if !ok {
		fail("%s: no blank line", path)
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		fail("%s: %v", path, err)
	}
	lines := strings.Split(string(head), "\n")
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("%s: not a proof", path)
	}
	lines = lines[1:]
	if strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	if err != nil {
		fail("%s: %v", path, err)
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			fail("%s: %v", path, err)
		}
		proof = append(proof, hash)
	}
	under := parse(path, opened.Text)
	leaf := tlog.RecordHash(read(strings.TrimSuffix(path, ".tlog-proof") + ".entry"))
	if err := tlog.CheckRecord(proof, under.N, under.Hash, index, leaf); err != nil {
		fail("%s: %v", path, err)
	}
	steps, err := tlog.ProveTree(tree.N, under.N, hashes)
	if err != nil {
		fail("%s: %v", path, err)
	}
	if err := tlog.CheckTree(steps, tree.N, tree.Hash, under.N, under.Hash); err != nil {
		fail("%s: its checkpoint is of another tree: %v", path, err)
	}
}

func parse(path, text string) tlog.Tree {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		fail("%s: not a checkpoint", path)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	root, bad := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || bad != nil || len(root) != 32 || strconv.FormatInt(size, 10) != lines[1] {
		fail("%s: malformed checkpoint", path)
	}
	return tlog.Tree{N: size, Hash: tlog.Hash(root)}
}

func main() {
	dir := os.Args[1]
	vkey, _, _ := strings.Cut(string(read(dir, "log.vkey")), "\n")
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		fail("log.vkey: %v", err)
	}
	opened, err := note.Open(read(dir, "checkpoint"), note.VerifierList(verifier))
	if err != nil {
		fail("checkpoint: %v", err)
	}
	tree := parse("checkpoint", opened.Text)
	hashes := tlog.TileHashReader(tree, folder(dir))
	root, err := tlog.TreeHash(tree.N, hashes)
	if err != nil || root != tree.Hash {
		fail("the tiles do not give the signed root (%v)", err)
	}
	all := entries(dir, tree.N)
	var indexes []int64
	for i := range all {
		indexes = append(indexes, tlog.StoredHashIndex(0, int64(i)))
	}
	leaves, err := hashes.ReadHashes(indexes)
	if err != nil {
		fail("%v", err)
	}
	for i, entry := range all {
		if tlog.RecordHash(entry) != leaves[i] {
			fail("leaf %d: not the hash of its entry", i)
		}
	}
	proofs, _ := filepath.Glob(filepath.Join(dir, "proofs", "*.tlog-proof"))
	for _, path := range proofs {
		checkProof(path, verifier, tree, hashes)
	}
	fmt.Printf("%s: %d leaves, %d proofs hold\n", dir, tree.N, len(proofs))
}
