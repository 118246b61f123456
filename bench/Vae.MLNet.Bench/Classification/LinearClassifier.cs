using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Vae.MLNet.Bench.Classification;

/// <summary>ML.NET's maximum-entropy classifier on features of whatever making: what a frozen encoder's column is fed to.</summary>
internal sealed class LinearClassifier(MLContext ml)
{
    // Of few labels, which weight decay is best is found on a fifth of them.
    private static readonly float[] Decays = [0.01f, 0.1f, 1f];
    private const float DecayOfMany = 0.01f;
    private const int Few = 5000;

    // To the trainer's own tolerance, 1e-7, a fit of 60,000 pictures takes more than a quarter of an hour.
    private const float Tolerance = 1e-5f;
    private const int MostIterations = 150;

    /// <summary>Trains on the rows with labels and gives the share of test rows that it classifies right.</summary>
    /// <param name="train">Columns Features, standardised here, and Label.</param>
    /// <param name="rows">How many rows that is.</param>
    /// <param name="test">The same columns.</param>
    public double Accuracy(IDataView train, int rows, IDataView test)
    {
        var decay = DecayOfMany;
        if (rows <= Few)
        {
            var split = ml.Data.TrainTestSplit(train, testFraction: 0.2, seed: 0);
            decay = Decays.MaxBy(each => Measure(split.TrainSet, each, split.TestSet));
        }

        return Measure(train, decay, test);
    }

    /// <summary>A view of rows in memory.</summary>
    public static IDataView View(MLContext ml, float[] features, int width, ReadOnlySpan<float> labels, int classes)
    {
        var rows = new Row[labels.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new Row { Features = features[(i * width)..((i + 1) * width)], Label = (uint)labels[i] };
        }

        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        definition[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        return ml.Data.LoadFromEnumerable(rows, definition);
    }

    private double Measure(IDataView train, float decay, IDataView test)
    {
        var model = ml.Transforms.NormalizeMeanVariance("Features", useCdf: false)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                L1Regularization = 0,
                L2Regularization = decay,
                OptimizationTolerance = Tolerance,
                MaximumNumberOfIterations = MostIterations,
            }))
            .Fit(train);
        return ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public uint Label { get; set; }
    }
}
