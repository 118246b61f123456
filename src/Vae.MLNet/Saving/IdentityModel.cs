using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Vae.MLNet.Saving;

/// <summary>
/// A linear model that turns a vector of one number into that number, in the column 'Score'. Such a model cannot be made from its weight,
/// so it is trained: one pass of gradient descent over (1, 1) and (-1, -1). Squared loss moves weight and bias by 2 * rate * error each
/// row; at a rate of 1/4 the weight goes 0, 1/2, 1 and the bias 0, 1/2, 0, all exact in binary.
/// </summary>
internal static class IdentityModel
{
    public static ITransformer Create(MLContext context, string vector)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        var column = definition[nameof(Row.Vector)];
        column.ColumnName = vector;
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1);
        Row[] examples = [new() { Vector = [1], Label = 1 }, new() { Vector = [-1], Label = -1 }];
        var rows = context.Data.LoadFromEnumerable(examples, definition);
        var trained = context.Regression.Trainers.OnlineGradientDescent(new OnlineGradientDescentTrainer.Options
        {
            FeatureColumnName = vector,
            LabelColumnName = nameof(Row.Label),
            LearningRate = 0.25f,
            DecreaseLearningRate = false,
            NumberOfIterations = 1,
            Averaged = false,
            LazyUpdate = false,
            Shuffle = false,
        }).Fit(rows);
        var (weight, bias) = (trained.Model.Weights[0], trained.Model.Bias);
        return weight == 1 && bias == 0
            ? trained
            : throw new InvalidOperationException(
                Invariant($"ML.NET's gradient descent gave weight {weight} and bias {bias} where 1 and 0 were wanted, ")
                + "so scores would be saved wrong; use the version of Microsoft.ML that this library was built for.");
    }

    private sealed class Row
    {
        public float[] Vector { get; set; } = [];

        public float Label { get; set; }
    }
}
