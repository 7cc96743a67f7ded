package reads

import (
	"github.com/open-policy-agent/opa/v1/ir"
)

// walker goes through the statements of sibling blocks in their order.
type walker struct {
	reader   *reader
	function string
	now      state // at this statement
	seen     state // at any statement up to here
}

func (w *walker) set(local ir.Local, v value) {
	w.now[local] = v
	w.seen[local] = w.seen[local].union(v)
}

// nested interprets blocks inside this one.
func (w *walker) nested(before state, blocks ...*ir.Block) {
	for local, v := range w.reader.blocks(w.function, blocks, before) {
		w.set(local, v)
	}
}

func (w *walker) operand(o ir.Operand) value {
	switch v := o.Value.(type) {
	case ir.Local:
		return w.now[v]
	case *ir.Local:
		return w.now[*v]
	}
	return otherValue
}

// key gives a constant string key.
func (w *walker) key(o ir.Operand) (string, bool) {
	var index int
	switch v := o.Value.(type) {
	case ir.StringIndex:
		index = int(v)
	case *ir.StringIndex:
		index = int(*v)
	default:
		return "", false
	}
	return w.reader.policy.Static.Strings[index].Value, true
}

func (w *walker) read(operands ...ir.Operand) {
	for _, o := range operands {
		w.reader.read(w.operand(o))
	}
}

func (w *walker) stmt(stmt ir.Stmt) {
	switch s := stmt.(type) {
	case *ir.BlockStmt:
		w.nested(w.now, s.Blocks...)
	case *ir.NotStmt:
		w.nested(w.now, s.Block)
	case *ir.ScanStmt:
		w.scan(s)
	case *ir.WithStmt:
		w.with(s)
	case *ir.DotStmt:
		w.dot(s)
	case *ir.CallStmt:
		w.call(s)
	case *ir.CallDynamicStmt:
		w.callDynamic(s)
	case *ir.AssignVarStmt:
		w.set(s.Target, w.operand(s.Source))
	case *ir.AssignVarOnceStmt:
		w.assignOnce(s)
	case *ir.ReturnLocalStmt:
		w.reader.returned(w.function, w.now[s.Source])
	case *ir.ResultSetAddStmt:
		w.reader.read(w.now[s.Value])
	case *ir.ResetLocalStmt:
		w.now[s.Target] = value{}
	case *ir.IsUndefinedStmt:
		// What follows in this block is only reached if the local holds nothing.
		w.now[s.Source] = value{}

	case *ir.EqualStmt:
		w.read(s.A, s.B)
	case *ir.NotEqualStmt:
		w.read(s.A, s.B)
	case *ir.IsArrayStmt:
		w.read(s.Source)
	case *ir.IsObjectStmt:
		w.read(s.Source)
	case *ir.IsSetStmt:
		w.read(s.Source)
	case *ir.LenStmt:
		w.read(s.Source)
		w.set(s.Target, otherValue)
	case *ir.ArrayAppendStmt:
		w.read(s.Value)
	case *ir.SetAddStmt:
		w.read(s.Value)
	case *ir.ObjectInsertStmt:
		w.read(s.Key, s.Value)
	case *ir.ObjectInsertOnceStmt:
		w.read(s.Key, s.Value)
	case *ir.ObjectMergeStmt:
		w.reader.read(w.now[s.A])
		w.reader.read(w.now[s.B])
		w.set(s.Target, otherValue)

	case *ir.AssignIntStmt:
		w.set(s.Target, otherValue)
	case *ir.MakeNullStmt:
		w.set(s.Target, otherValue)
	case *ir.MakeNumberIntStmt:
		w.set(s.Target, otherValue)
	case *ir.MakeNumberRefStmt:
		w.set(s.Target, otherValue)
	case *ir.MakeArrayStmt:
		w.set(s.Target, otherValue)
	case *ir.MakeObjectStmt:
		w.set(s.Target, otherValue)
	case *ir.MakeSetStmt:
		w.set(s.Target, otherValue)

	// Definedness alone is asked, which the lookup before has noted, or nothing is done with a value.
	case *ir.IsDefinedStmt, *ir.BreakStmt, *ir.NopStmt:

	default:
		// A statement of a newer OPA. Nothing is known, so everything is read.
		w.reader.input.whole = true
	}
}

func (w *walker) dot(s *ir.DotStmt) {
	source := w.operand(s.Source)
	key, constant := w.key(s.Key)
	if constant {
		w.set(s.Target, w.reader.dot(source, key))
		return
	}
	w.reader.read(source)
	w.read(s.Key)
	w.set(s.Target, otherValue)
}

// scan interprets a loop until another round holds nothing new.
func (w *walker) scan(s *ir.ScanStmt) {
	w.reader.read(w.now[s.Source])
	w.set(s.Key, otherValue)
	w.set(s.Value, otherValue)
	for settled := false; !settled; {
		settled = true
		for local, v := range w.reader.blocks(w.function, []*ir.Block{s.Block}, w.now) {
			settled = settled && w.now[local].covers(v)
			w.set(local, v)
		}
	}
}

// with replaces a local, or one member of a copy of it, for the nested block.
func (w *walker) with(s *ir.WithStmt) {
	saved := w.now[s.Local]
	if len(s.Path) == 0 {
		w.set(s.Local, w.operand(s.Value))
	} else {
		w.read(s.Value)
		w.set(s.Local, saved.union(otherValue))
	}
	w.nested(w.now, s.Block)
	w.now[s.Local] = saved
}

func (w *walker) call(s *ir.CallStmt) {
	f, ok := w.reader.funcs[s.Func]
	if !ok { // a built-in
		w.read(s.Args...)
		w.set(s.Result, otherValue)
		return
	}
	args := make([]value, len(s.Args))
	for i, arg := range s.Args {
		args[i] = w.operand(arg)
	}
	w.set(s.Result, w.reader.call(f, args))
}

// callDynamic may reach every rule that can be found by its path.
func (w *walker) callDynamic(s *ir.CallDynamicStmt) {
	w.read(s.Path...)
	args := make([]value, len(s.Args))
	for i, local := range s.Args {
		args[i] = w.now[local]
	}
	result := otherValue
	for _, f := range w.reader.policy.Funcs.Funcs {
		if len(f.Path) > 0 {
			result = result.union(w.reader.call(f, args))
		}
	}
	w.set(s.Result, result)
}

// assignOnce fails the evaluation if the target already has another value, so it compares them.
func (w *walker) assignOnce(s *ir.AssignVarOnceStmt) {
	source, target := w.operand(s.Source), w.now[s.Target]
	if !target.undefined() && !sameSubtree(source, target) {
		w.reader.read(source)
		w.reader.read(target)
	}
	w.set(s.Target, target.union(source))
}
