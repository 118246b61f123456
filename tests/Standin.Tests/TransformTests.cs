using Microsoft.ML;
using Microsoft.ML.Data;

namespace Standin.Tests;

public sealed class TransformTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Concatenate_ScalarsAndVector_NamesTheSlots()
    {
        IDataView view = Fit(_ml.Transforms.Concatenate("All", "A", "V"));
        DataViewSchema.Column all = view.Schema["All"];
        VBuffer<ReadOnlyMemory<char>> names = default;
        all.GetSlotNames(ref names);

        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), all.Type);
        Assert.Equal("A", names.GetItemOrDefault(0).ToString());
        Assert.Equal([[1f, 10, 11], [2f, 20, 21]], view.GetColumn<float[]>("All"));
    }

    [Fact]
    public void Concatenate_UnlikeTypes_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(_ml.Transforms.Concatenate("All", "A", "T")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(_ml.Transforms.Concatenate("All", "A", "Nowhere")));
    }

    [Fact]
    public void CopyDropSelect_InAChain_LeaveWhatIsAskedFor()
    {
        IDataView view = Fit(_ml.Transforms.CopyColumns("B", "A").Append(_ml.Transforms.DropColumns("A")).Append(_ml.Transforms.SelectColumns("T", "B")));

        Assert.Equal(["T", "B"], view.Schema.Select(column => column.Name));
        Assert.Equal([1f, 2], view.GetColumn<float>("B"));
    }

    [Fact]
    public void Transform_ColumnOfAnExistingName_HidesTheOlder()
    {
        IDataView view = Fit(_ml.Transforms.CopyColumns("A", "T"));

        Assert.Equal(TextDataViewType.Instance, view.Schema["A"].Type);
        Assert.Single(view.Schema, column => column.Name == "A" && column.IsHidden);
    }

    [Fact]
    public void ConvertType_SingleToInt32_Converts()
    {
        IDataView view = Fit(_ml.Transforms.Conversion.ConvertType("N", "A", DataKind.Double).Append(_ml.Transforms.Conversion.ConvertType("F", "Flag")));

        Assert.Equal([1.0, 2], view.GetColumn<double>("N"));
        Assert.Equal([0f, 1], view.GetColumn<float>("F"));
    }

    [Fact]
    public void NormalizeMinMax_FixedZero_DividesByTheLargestMagnitude()
    {
        IDataView view = Fit(_ml.Transforms.NormalizeMinMax("N", "V"));

        float[][] rows = view.GetColumn<float[]>("N").ToArray();

        Assert.Equal(0.5f, rows[0][0], 5);
        Assert.Equal(1f, rows[1][1], 5);
    }

    [Fact]
    public void NormalizeMeanVariance_NotFixedAtZero_CentresTheColumn()
    {
        IDataView view = Fit(_ml.Transforms.NormalizeMeanVariance("N", "A", fixZero: false));

        float[] values = view.GetColumn<float>("N").ToArray();

        Assert.Equal(0f, values[0] + values[1], 5);
        Assert.Equal(1f, values[1], 4);
    }

    [Fact]
    public void CustomMapping_SchemaDefinedAtRunTime_PromisesAndDeliversItsColumns()
    {
        SchemaDefinition output = SchemaDefinition.Create(typeof(Mapped));
        output[nameof(Mapped.Latent)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        output[nameof(Mapped.Latent)].ColumnName = "Codes";
        var names = new VBuffer<ReadOnlyMemory<char>>(2, ["x".AsMemory(), "y".AsMemory()]);
        output.Single(column => column.MemberName == nameof(Mapped.Latent)).AddAnnotation("SlotNames", names, new VectorDataViewType(TextDataViewType.Instance, 2));
        var estimator = _ml.Transforms.CustomMapping<Input, Mapped>((from, to) => to.Latent = [from.A, -from.A], null, null, output);
        IDataView data = Data();

        SchemaShape shape = estimator.GetOutputSchema(ShapeOf(data));
        SchemaShape.Column promised = shape.Single(column => column.Name == "Codes");
        IDataView view = estimator.Fit(data).Transform(data);

        Assert.Equal(SchemaShape.Column.VectorKind.Vector, promised.Kind);
        Assert.Equal(NumberDataViewType.Single, promised.ItemType);
        Assert.Contains(promised.Annotations, annotation => annotation.Name == "SlotNames");
        Assert.True(view.Schema["Codes"].HasSlotNames());
        Assert.Equal([[1f, -1], [2f, -2]], view.GetColumn<float[]>("Codes"));
    }

    [Fact]
    public void CustomMappingShape_InputMissingOrOfOtherType_Throws()
    {
        SchemaDefinition input = SchemaDefinition.Create(typeof(Input));
        input[nameof(Input.A)].ColumnName = "T";
        var wrongType = _ml.Transforms.CustomMapping<Input, Mapped>((_, _) => { }, null, input);
        SchemaShape shape = ShapeOf(Data());

        Assert.Throws<ArgumentOutOfRangeException>(() => wrongType.GetOutputSchema(shape));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.CustomMapping<Nowhere, Mapped>((_, _) => { }, null).GetOutputSchema(shape));
    }

    [Fact]
    public void CustomMappingShape_VectorOfUnknownSizeAskedFor_TakesAKnownOne()
    {
        var estimator = _ml.Transforms.CustomMapping<AnyVector, Mapped>((_, _) => { }, null);

        SchemaShape shape = estimator.GetOutputSchema(ShapeOf(Data()));

        Assert.Contains(shape, column => column.Name == "Latent" && column.Kind == SchemaShape.Column.VectorKind.VariableVector);
    }

    [Fact]
    public void Predict_ThroughAChain_MapsOneRow()
    {
        IDataView data = Data();
        var chain = _ml.Transforms.Concatenate("All", "A", "V").Append(_ml.Transforms.CopyColumns("Again", "All")).Fit(data);
        using PredictionEngine<Source, Prediction> engine = _ml.Model.CreatePredictionEngine<Source, Prediction>(chain);

        Assert.Equal([7f, 8, 9], engine.Predict(new Source { A = 7, V = [8, 9] }).Again);
        Assert.Equal([1f, 2, 3], engine.Predict(new Source { A = 1, V = [2, 3] }).Again);
    }

    [Fact]
    public void AppendCacheCheckpoint_InAChain_FitsAndTransforms()
    {
        IDataView data = Data();
        var chain = _ml.Transforms.CopyColumns("B", "A").AppendCacheCheckpoint(_ml).Append(_ml.Transforms.CopyColumns("C", "B"));

        Assert.Equal([1f, 2], chain.Fit(data).Transform(data).GetColumn<float>("C"));
    }

    // What the public surface offers to get a shape: a chain of nothing hands its input's shape on.
    private SchemaShape ShapeOf(IDataView data)
    {
        var capture = new Capture();
        capture.Append(_ml.Transforms.CopyColumns("Copy", "A")).Fit(data);
        return capture.Shape!;
    }

    private IDataView Fit(IEstimator<ITransformer> estimator)
    {
        IDataView data = Data();
        return estimator.Fit(data).Transform(data);
    }

    private IDataView Data() => _ml.Data.LoadFromEnumerable<Source>([new() { A = 1, V = [10, 11], T = "x" }, new() { A = 2, V = [20, 21], T = "y", Flag = true }]);

    private sealed class Capture : IEstimator<ITransformer>
    {
        public SchemaShape? Shape { get; private set; }

        public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Shape = inputSchema;
    }

    private sealed class Source
    {
        public float A { get; set; }

        [VectorType(2)]
        public float[] V { get; set; } = [0, 0];

        public string T { get; set; } = "";

        public bool Flag { get; set; }
    }

    private sealed class Input
    {
        public float A { get; set; }
    }

    private sealed class Nowhere
    {
        public float Absent { get; set; }
    }

    private sealed class AnyVector
    {
        public float[] V { get; set; } = [];
    }

    private sealed class Mapped
    {
        public float[] Latent { get; set; } = [];
    }

    private sealed class Prediction
    {
        public float[] Again { get; set; } = [];
    }
}
