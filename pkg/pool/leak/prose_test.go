package leak

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// U20: what people write when they write a password down. All are made up.
func TestPasswordsInProse(t *testing.T) {
	for _, text := range []string{
		"password: hunter2hunter2",
		"Password: hunter22",
		"Passwort: Sommer2024!",
		"Das Passwort ist `Winter2025xy`.",
		"The password is hunter2hunter2.",
		"The password for the staging box is hunter2hunter2",
		"Das Passwort für die Kasse lautet Sommer2024!",
		"Kennwort: Geheim123",
		"pw: Tr0ub4dor&3",
		"pwd = s3cr3tpass",
		"PASSWORD=hunter2hunter2",
		`password = "s3cr3tpass"`,
		"password: 's3cr3tpass' # rotate it",
		"export DB_PASSWORD=pr0dpass99",
		"- **Password:** hunter2hunter2",
		"- `password`: `hunter2hunter2`",
		"| Password | hunter2hunter2 |",
		"| Passwort | Sommer2024! |",
		"User: admin, password: hunter2hunter2",
		"passphrase: blau3sPferd",
		"mot de passe : Soleil2024!",
		"contraseña: Verano2024!",
		"senha: verao2024x",
		"пароль: zima2024x",
		"パスワード: sakura2024x",
		"密码：chun2024tian",
		"Password => p@ssw0rd9",
		`"password": "hunter2hunter2",`,
		"spring.datasource.password=hunter2hunter2",
		"token = abc1def2gh3",
		"token: 9f8e7d6c5b4a",
		"secret: k3y4r5t6z7",
		"API key: ab12cd34ef56",
		"api-key = 7h2j9k4m1n",
		"client_secret: q8w7e6r5t4z3",
		"curl -u admin:hunter2hunter2 https://git.internal/",
		`curl --user "admin:s3cr3tpass" https://git.internal/`,
		"curl -H 'Authorization: Bearer 9f8e7d6c5b4a3210' https://git.internal/",
	} {
		got := Find("practices/x.md", nil, []byte("# Title\n\n"+text+"\n"))
		if len(got) != 1 || got[0].Line != 3 {
			t.Errorf("%q: %+v", text, got)
			continue
		}
		if len(got[0].Hint) > 10 || strings.Contains(text, strings.TrimSuffix(got[0].Hint, "…")+"…") {
			t.Errorf("%q: the hint is %q", text, got[0].Hint)
		}
	}
}

// What speaks of passwords and gives none away.
func TestProseAboutPasswords(t *testing.T) {
	for _, text := range []string{
		"password: see 1Password",
		"Passwort: mindestens 12 Zeichen",
		"Password: 8chars or more",
		"The password is stored in 1Password.",
		"The password is sha256-hashed.",
		"The token is base64-encoded and lives 24h.",
		"password: bcrypt2",
		"password: required!",
		"password: <your password>",
		"password: $DB_PASSWORD",
		"password: ${DB_PASSWORD2}",
		"password: {{ .Values.db2.password }}",
		`password = os.environ["DB2_PASSWORD"]`,
		"password = getPassword2()",
		"password = config.db2.password",
		"password: ops/db2#password",
		"secret: prod-db-2",
		"secretName: my-tls-1",
		"secret: k8s-secret",
		"token: v2.1.0",
		"token: 2026-11-24",
		"token: ana@example.org",
		"api key: API_KEY_2",
		"Password file: /etc/app2/passwd",
		"password: https://vault.internal/db2",
		"password: secret.yaml",
		"pw: 12345",
		"key = value1",
		"public key: ed25519",
		"password: changeme1",
		"password: correct-horse-battery-staple",
		"passwords: rotate them every 90days",
		"The password is now longer than 12characters",
		"Tokens: use OAuth2, not passwords.",
		"compass: north2",
		"curl -u \"$USER:$PASS\" https://git.internal/",
		"Authorization: Bearer $TOKEN",
	} {
		if got := Find("x.md", nil, []byte(text+"\n")); len(got) != 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// TestOrdinaryNotes reads the folder that COP_CORPUS names, of notes that hold no secrets:
// none of them may be held back.
func TestOrdinaryNotes(t *testing.T) {
	root := os.Getenv("COP_CORPUS")
	if root == "" {
		t.Skip("COP_CORPUS names no folder of ordinary notes")
	}
	notes, held := 0, 0
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		src, err := os.ReadFile(path)
		notes++
		for _, l := range Find(path, nil, src) {
			held++
			t.Logf("%s: %s (%s): %s", l.Position(), l.Kind, l.Hint, strings.TrimSpace(strings.Split(string(src), "\n")[l.Line-1]))
		}
		return err
	})
	if t.Logf("%d of %d notes", held, notes); held > notes/1000 {
		t.Errorf("more than one finding in 1,000 ordinary notes")
	}
}
