// Regular expressions, templates, XML and gob: what needs tables of Unicode, reflection and times.
package main

import (
	"bytes"
	"encoding/csv"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"
	"text/tabwriter"
	"text/template"
	"time"
)

type item struct {
	XMLName xml.Name  `xml:"item" json:"-"`
	ID      int       `xml:"id,attr" json:"id"`
	Name    string    `xml:"name" json:"name,omitempty"`
	Tags    []string  `xml:"tags>tag" json:"tags"`
	When    time.Time `xml:"when" json:"when"`
}

func main() {
	re := regexp.MustCompile(`(?i)(\pL+)@(?P<host>[a-z]+)\.com`)
	s := "bób@Example.com, alice@foo.com; nobody@x.org"
	fmt.Println(re.FindAllString(s, -1), re.ReplaceAllString(s, "${host}:$1"))
	fmt.Println(regexp.MustCompile(`^\p{Greek}+$`).MatchString("αβγ"), regexp.MustCompile(`(?i)straße|ſ`).FindAllString("STRASSE s Straße", -1))
	_, err := regexp.Compile("a(b")
	fmt.Println(err)

	v := item{ID: 7, Name: "x < y", Tags: []string{"a", "b"}, When: time.Date(2024, 2, 29, 1, 2, 3, 4, time.UTC)}
	x, err := xml.MarshalIndent(v, "", " ")
	fmt.Println(string(x), err)
	var w item
	fmt.Println(xml.Unmarshal(x, &w), w.Name, w.Tags, w.When.Equal(v.When))
	j, err := json.Marshal(v)
	fmt.Println(string(j), err)
	fmt.Println(json.Unmarshal([]byte(`{"id":"x"}`), &w))
	var buf bytes.Buffer
	fmt.Println(gob.NewEncoder(&buf).Encode(v))
	var g item
	fmt.Println(gob.NewDecoder(&buf).Decode(&g), g.ID, g.Name, g.Tags, g.When)

	t := template.Must(template.New("t").Parse("{{range $i, $t := .Tags}}{{$i}}={{printf \"%q\" $t}} {{end}}{{.When.Year}} {{len .Name}}\n"))
	fmt.Println(t.Execute(os.Stdout, v))
	records, err := csv.NewReader(strings.NewReader("a,\"b \"\"c\"\"\"\n1,2\n")).ReadAll()
	fmt.Println(records, err, html.EscapeString("<&>"), html.UnescapeString("&eacute;&#x4e16;"))
	tw := tabwriter.NewWriter(os.Stdout, 0, 8, 1, '.', tabwriter.AlignRight)
	fmt.Fprintln(tw, "a\tbbb\tc\t")
	fmt.Fprintln(tw, "aaaa\tb\tccccc\t")
	tw.Flush()
}
