package main

type kind int

const (
	null kind = iota
	number
	text
	list
	object
)

type value struct {
	kind   kind
	num    float64
	str    string
	items  []*value
	fields map[string]*value
}

type parser struct {
	in string
	at int
}

func (p *parser) space() {
	for p.at < len(p.in) && (p.in[p.at] == ' ' || p.in[p.at] == '\n') {
		p.at++
	}
}

func (p *parser) parse() *value {
	p.space()
	switch c := p.in[p.at]; {
	case c == '{':
		p.at++
		v := &value{kind: object, fields: map[string]*value{}}
		for p.space(); p.in[p.at] != '}'; p.space() {
			if p.in[p.at] == ',' {
				p.at++
				p.space()
			}
			key := p.quoted()
			p.space()
			p.at++
			v.fields[key] = p.parse()
		}
		p.at++
		return v
	case c == '[':
		p.at++
		v := &value{kind: list}
		for p.space(); p.in[p.at] != ']'; p.space() {
			if p.in[p.at] == ',' {
				p.at++
			}
			v.items = append(v.items, p.parse())
		}
		p.at++
		return v
	case c == '"':
		return &value{kind: text, str: p.quoted()}
	case c == 'n':
		p.at += 4
		return &value{}
	}
	return &value{kind: number, num: p.number()}
}

func (p *parser) quoted() string {
	p.at++
	from := p.at
	for p.in[p.at] != '"' {
		if p.in[p.at] == '\\' {
			p.at++
		}
		p.at++
	}
	p.at++
	return p.in[from : p.at-1]
}

func (p *parser) number() float64 {
	sign := 1.0
	if p.in[p.at] == '-' {
		sign = -1
		p.at++
	}
	n := 0.0
	for ; p.at < len(p.in) && p.in[p.at] >= '0' && p.in[p.at] <= '9'; p.at++ {
		n = n*10 + float64(p.in[p.at]-'0')
	}
	if p.at < len(p.in) && p.in[p.at] == '.' {
		scale := 0.1
		for p.at++; p.at < len(p.in) && p.in[p.at] >= '0' && p.in[p.at] <= '9'; p.at++ {
			n += scale * float64(p.in[p.at]-'0')
			scale /= 10
		}
	}
	return sign * n
}

func (v *value) sum() float64 {
	switch v.kind {
	case number:
		return v.num
	case text:
		return float64(len(v.str))
	case list:
		s := 0.0
		for _, x := range v.items {
			s += x.sum()
		}
		return s
	case object:
		return v.fields["id"].sum() + v.fields["tags"].sum() + v.fields["at"].sum()
	}
	return 0
}

func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + string(rune('0'+n%10))
}

func main() {
	doc := []byte("[")
	for i := 0; i < 2000; i++ {
		if i > 0 {
			doc = append(doc, ',')
		}
		doc = append(doc, `{"id": `...)
		doc = append(doc, digits(i)...)
		doc = append(doc, `, "name": "item \"`...)
		doc = append(doc, digits(i*7)...)
		doc = append(doc, `\"", "tags": ["a", "bc", null, -12.5], "at": {"id": 1, "tags": [], "at": null}}`...)
	}
	doc = append(doc, ']')
	total := 0.0
	for r := 0; r < 50; r++ {
		p := &parser{in: string(doc)}
		total += p.parse().sum()
	}
	println(int(total))
}
