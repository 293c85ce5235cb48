package pulsarws_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
	"testing"
)

// Everything that a program can name says what it is.
func TestEverythingPublicIsDocumented(t *testing.T) {
	files := token.NewFileSet()
	packages := must(parser.ParseDir(files, ".", func(file fs.FileInfo) bool {
		return !strings.HasSuffix(file.Name(), "_test.go")
	}, parser.ParseComments))(t)
	found := 0
	expect := func(name *ast.Ident, comments ...*ast.CommentGroup) {
		if !name.IsExported() {
			return
		}
		found++
		if strings.HasSuffix(name.Name, "Millis") {
			t.Errorf("%s: %s names the unit that its type has", files.Position(name.Pos()), name.Name)
		}
		for _, comment := range comments {
			if comment != nil && comment.Text() != "" {
				return
			}
		}
		t.Errorf("%s: %s has no comment", files.Position(name.Pos()), name.Name)
	}
	for _, file := range packages["pulsarws"].Files {
		for _, declared := range file.Decls {
			switch declared := declared.(type) {
			case *ast.FuncDecl:
				if declared.Recv == nil || isPublic(declared.Recv.List[0].Type) {
					expect(declared.Name, declared.Doc)
				}
			case *ast.GenDecl:
				for _, one := range declared.Specs {
					switch one := one.(type) {
					case *ast.ValueSpec:
						expect(one.Names[0], one.Doc, declared.Doc)
					case *ast.TypeSpec:
						expect(one.Name, one.Doc, declared.Doc)
						if fields, ok := one.Type.(*ast.StructType); ok && one.Name.IsExported() {
							for _, field := range fields.Fields.List {
								for _, name := range field.Names {
									expect(name, field.Doc, field.Comment)
								}
							}
						}
					}
				}
			}
		}
	}
	if found < 300 {
		t.Errorf("only %d public names were found", found)
	}
}

func isPublic(receiver ast.Expr) bool {
	if pointer, ok := receiver.(*ast.StarExpr); ok {
		receiver = pointer.X
	}
	name, ok := receiver.(*ast.Ident)
	return ok && name.IsExported()
}
