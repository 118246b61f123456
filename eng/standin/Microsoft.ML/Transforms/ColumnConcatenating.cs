using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms
{
    using Microsoft.ML.Data;

    /// <summary>Puts columns of one item type side by side in a vector.</summary>
    public sealed class ColumnConcatenatingEstimator : IEstimator<ColumnConcatenatingTransformer>
    {
        private readonly IHost _host;
        private readonly string _output;
        private readonly string[] _inputs;

        internal ColumnConcatenatingEstimator(IHost host, string output, string[] inputs)
        {
            ArgumentException.ThrowIfNullOrEmpty(output);
            _host = host;
            _output = output;
            _inputs = inputs is { Length: > 0 } ? inputs : [output];
        }

        public ColumnConcatenatingTransformer Fit(IDataView input)
        {
            ArgumentNullException.ThrowIfNull(input);
            var transformer = new ColumnConcatenatingTransformer(_host, _output, _inputs);
            transformer.GetOutputSchema(input.Schema);
            return transformer;
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            ArgumentNullException.ThrowIfNull(inputSchema);
            SchemaShape.Column[] inputs = _inputs.Select(inputSchema.Find).ToArray();
            SchemaShape.Column first = inputs[0];
            foreach (SchemaShape.Column other in inputs)
            {
                if (!other.ItemType.Equals(first.ItemType) || other.IsKey || first.IsKey)
                {
                    throw SchemaErrors.Mismatch(other.Name, first.GetTypeString(), other.GetTypeString());
                }
            }

            bool isVariable = inputs.Any(column => column.Kind == SchemaShape.Column.VectorKind.VariableVector);
            bool hasNames = !isVariable && inputs.Any(column => column.Kind == SchemaShape.Column.VectorKind.Scalar || column.Annotations.TryFindColumn("SlotNames", out _));
            SchemaShape annotations = hasNames ? new SchemaShape([SchemaShape.Column.Of("SlotNames", new VectorDataViewType(TextDataViewType.Instance, 1), null)]) : null;
            SchemaShape.Column.VectorKind kind = isVariable ? SchemaShape.Column.VectorKind.VariableVector : SchemaShape.Column.VectorKind.Vector;
            return inputSchema.With([new SchemaShape.Column(_output, kind, first.ItemType, false, annotations)]);
        }
    }
}

namespace Microsoft.ML.Data
{
    /// <summary>The vector of columns.</summary>
    public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
    {
        private readonly string _output;
        private readonly string[] _inputs;

        internal ColumnConcatenatingTransformer(IHost host, string output, string[] inputs)
            : base(host)
        {
            _output = output;
            _inputs = inputs;
        }

        private protected override AddedColumns Bind(DataViewSchema inputSchema)
        {
            DataViewSchema.Column[] inputs = _inputs.Select(name => Find(inputSchema, name)).ToArray();
            DataViewType item = inputs[0].Type.ItemOrSelf;
            foreach (DataViewSchema.Column input in inputs)
            {
                if (!input.Type.ItemOrSelf.Equals(item) || item is KeyDataViewType)
                {
                    throw SchemaErrors.Mismatch(input.Name, item.ToString(), input.Type.ItemOrSelf.ToString());
                }
            }

            bool isVariable = inputs.Any(input => input.Type is VectorDataViewType { IsKnownSize: false });
            int size = isVariable ? 0 : inputs.Sum(input => input.Type is VectorDataViewType vector ? vector.Size : 1);
            var type = new VectorDataViewType((PrimitiveDataViewType)item, size);
            var column = new DataViewSchema.DetachedColumn(_output, type, isVariable ? null : SlotNames(inputs, size));
            MethodInfo getter = typeof(ColumnConcatenatingTransformer).GetMethod(nameof(Getter), BindingFlags.NonPublic | BindingFlags.Static).MakeGenericMethod(item.RawType);
            return new AddedColumns([column], _ => inputs, (row, active) => [active[0] ? (Delegate)getter.Invoke(null, [row, inputs]) : null]);
        }

        // A scalar names its slot; a vector's slots keep their names, under the vector's own when there is more than one input.
        private static DataViewSchema.Annotations SlotNames(DataViewSchema.Column[] inputs, int size)
        {
            var names = new List<string>();
            foreach (DataViewSchema.Column input in inputs)
            {
                if (input.Type is not VectorDataViewType vector)
                {
                    names.Add(input.Name);
                    continue;
                }

                VBuffer<ReadOnlyMemory<char>> own = default;
                if (input.HasSlotNames())
                {
                    input.GetSlotNames(ref own);
                }

                string prefix = inputs.Length > 1 ? input.Name + "." : "";
                names.AddRange(Enumerable.Range(0, vector.Size).Select(i => own.Length == 0 || own.GetItemOrDefault(i).IsEmpty ? "" : prefix + own.GetItemOrDefault(i)));
            }

            if (names.All(name => name.Length == 0))
            {
                return null;
            }

            ReadOnlyMemory<char>[] texts = names.Select(name => name.AsMemory()).ToArray();
            var builder = new DataViewSchema.Annotations.Builder();
            builder.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, size), (ref VBuffer<ReadOnlyMemory<char>> value) => VBuffer<ReadOnlyMemory<char>>.Copy(texts, 0, ref value, size));
            return builder.ToAnnotations();
        }

        private static ValueGetter<VBuffer<T>> Getter<T>(DataViewRow row, DataViewSchema.Column[] inputs)
        {
            Action<List<T>>[] readers = inputs.Select(input => Appender<T>(row, input)).ToArray();
            var values = new List<T>();
            return (ref VBuffer<T> destination) =>
            {
                values.Clear();
                foreach (Action<List<T>> read in readers)
                {
                    read(values);
                }

                VBufferEditor<T> editor = VBufferEditor.Create(ref destination, values.Count);
                values.CopyTo(editor.Values);
                destination = editor.Commit();
            };
        }

        private static Action<List<T>> Appender<T>(DataViewRow row, DataViewSchema.Column input)
        {
            if (input.Type is VectorDataViewType)
            {
                ValueGetter<VBuffer<T>> vector = row.GetGetter<VBuffer<T>>(input);
                VBuffer<T> buffer = default;
                return values =>
                {
                    vector(ref buffer);
                    values.AddRange(buffer.DenseValues());
                };
            }

            ValueGetter<T> scalar = row.GetGetter<T>(input);
            T value = default;
            return values =>
            {
                scalar(ref value);
                values.Add(value);
            };
        }
    }
}
