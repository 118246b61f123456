using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Copies a column under another name.</summary>
public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    private readonly string _output;
    private readonly string _input;

    internal ColumnCopyingEstimator(IHost host, string output, string input)
        : base(host, new ColumnCopyingTransformer(host, output, input))
    {
        _output = output;
        _input = input;
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        SchemaShape.Column input = inputSchema.Find(_input);
        return inputSchema.With([new SchemaShape.Column(_output, input.Kind, input.ItemType, input.IsKey, input.Annotations)]);
    }
}

/// <summary>The copy.</summary>
public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal ColumnCopyingTransformer(IHost host, string output, string input)
        : base(host, (output, input))
    {
    }

    private protected override DataViewSchema.DetachedColumn OutputColumn(int pair, DataViewSchema.Column input)
        => new(Pairs[pair].Output, input.Type, input.Annotations);

    private protected override Delegate Getter(int pair, DataViewRow row, DataViewSchema.Column input) => RawGetter.Of(row, input);
}
