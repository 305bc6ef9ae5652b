package index

import (
	"slices"
	"strings"
	"testing"
)

// Notes are stemmed by their language – said, by the file, by the folder, or guessed – and a
// word of a query meets all of them.
func TestLanguages(t *testing.T) {
	db := indexed(t, files{
		"a/verzeichnis": "# Ordner\n\nEin Verzeichnis ist ein Ordner, und die Dateien sind in ihm. Man kann das Archiv entpacken.\n",
		"a/archiv.de":   "# Archive\n\nDas Programm entpackt nichts, installiert nichts.\n",
		"a/gross":       "---\nlanguage: de\n---\n# Größe\n\nGröße zählt.\n",
		"fr/fichiers":   "# Les fichiers\n\nOn copie les fichiers avec cette commande.\n",
		"es/x":          "# Copiar los archivos\n\nPara copiar los archivos se usa esta orden.\n",
		"ru/x":          "# Файлы\n\nКак распаковать файлы из архива.\n",
		"ar/x":          "# الملفات\n\nكيف تفتح الملفات\n",
		"fa/x":          "# پوشه\n\nکتاب می\u200cخوانم\n",
		"en/x":          "# Directory\n\nList the directories of the tree and how they are used.\n",
		"zh/x":          "# 数据库\n\n数据库迁移必须可以回滚。\n",
		"zh/y":          "# 库\n\n数据 和 迁移。\n",
		"th/x":          "# การเขียน\n\nการเขียนโปรแกรม\n",
	})
	for _, tt := range []struct{ query, want string }{
		{"Verzeichnisse", "a/verzeichnis"},
		{"entpacken", "a/archiv.de a/verzeichnis"},
		{"installieren", "a/archiv.de"},
		{"Groesse", "a/gross"},
		{"grösse", "a/gross"},
		{"fichier", "fr/fichiers"},
		{"archivo", "es/x"},
		{"файл", "ru/x"},
		{"ملف", "ar/x"},
		{"كتاب", "fa/x"},
		{"directory", "en/x"},
		{"数据库迁移", "zh/x"},
		{"เขียน", "th/x"},
	} {
		got := found(t, db, tt.query)
		slices.Sort(got)
		for _, want := range strings.Fields(tt.want) {
			if !slices.Contains(got, want) {
				t.Errorf("%q: found %q, want %q", tt.query, got, tt.want)
			}
		}
	}
	if got := found(t, db, "Dateien entpacken"); len(got) < 2 || got[0] != "a/verzeichnis" {
		t.Errorf("either word: %q", got)
	}
	// The longer the run that a note has, the earlier it comes.
	if got := found(t, db, "数据库怎么迁移回滚"); len(got) == 0 || got[0] != "zh/x" {
		t.Errorf("runs: %q", got)
	}
}

func TestGuess(t *testing.T) {
	x := newLexer()
	for _, tt := range []struct{ text, want string }{
		{"How do I list the files of a folder?", "en"},
		{"Wie kann man die Dateien in einem Ordner auflisten?", "de"},
		{"Comment faire pour copier les fichiers dans un dossier ?", "fr"},
		{"Como se puede copiar los archivos de una carpeta con esta orden", "es"},
		{"Come si possono copiare i file in una cartella con questa opzione", "it"},
		{"Como copiar os arquivos da pasta para uma outra e nao perder nada em seu disco", "pt"},
		{"Hoe kan ik de bestanden van een map in een andere map zetten", "nl"},
		{"Hur kan man kopiera filer till en mapp utan att det blir fel", "sv"},
		{"die gracefully", "en"},
		{"", "en"},
	} {
		if got := languages[x.guess(tt.text)].code; got != tt.want {
			t.Errorf("%q: %s, want %s", tt.text, got, tt.want)
		}
	}
}

// L8: people search by ticket number and by the name of an alert.
func TestNumbersAndNames(t *testing.T) {
	db := indexed(t, files{
		"eips/eip-1559":              "# EIP-1559: Fee market change for ETH 1.0 chain\n\nA transaction pricing mechanism.\n",
		"eips/eip-301":               "# EIP-301: After eip-1559\n\nEIP-1559, EIP-1559, 1559, see EIP-1559 and EIP-1559.\n",
		"eips/eip-302":               "# 1559\n\nNot the proposal.\n",
		"alerts/kubepodcrashlooping": "# KubePodCrashLooping\n\nA pod restarts again and again.\n",
		"alerts/prose":               "# About alerts\n\nKubePodCrashLooping fires, KubePodCrashLooping clears, crash, looping, pod.\n",
		"alerts/high_cpu":            "# HighCPULoad\n\nBusy.\n",
	})
	for query, want := range map[string]string{
		"eip-1559": "eips/eip-1559", "EIP 1559": "eips/eip-1559",
		"KubePodCrashLooping": "alerts/kubepodcrashlooping", "kubepodcrashlooping": "alerts/kubepodcrashlooping",
		"pod crash looping": "alerts/kubepodcrashlooping", "cpu load": "alerts/high_cpu", "high_cpu": "alerts/high_cpu",
	} {
		if got := found(t, db, query); len(got) == 0 || got[0] != want {
			t.Errorf("%q: found %q, want %s first", query, got, want)
		}
	}
	if got := found(t, db, "1559"); len(got) != 3 || !slices.Contains(got[:2], "eips/eip-1559") {
		t.Errorf("1559: %q", got)
	}
}

// A run of one entry alone, and a note whose words come from two places of its thread.
func TestWordsOfAThread(t *testing.T) {
	f := samplePool()
	dir := t.TempDir()
	db := openTest(t, dir)
	refresh(t, db, f.source())
	src := f.source()
	f["ask/why-slow/2024-05-02-ben-answer-cd45"] = "---\ntype: answer\n---\nOr a zirconium disk.\n"
	next := f.source()
	next.Since, next.Changed = src.ID, []string{"practices/ask/why-slow/2024-05-02-ben-answer-cd45.md"}
	refresh(t, db, next)
	for _, q := range []string{"zirconium", "kumquat zirconium", "deploy zirconium"} {
		if got := found(t, db, q); len(got) != 1 || got[0] != "ask/why-slow" {
			t.Errorf("%q: %q", q, got)
		}
	}
}
