using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Data;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Saving;

/// <summary>
/// A chain of ML.NET's own steps that adds the columns that a transformer adds. The network is an OnnxTransformer, which gives vectors
/// only; the score becomes one number by a linear model of weight 1, and the label one Boolean by an expression.
/// </summary>
internal sealed partial class BuiltInSteps
{
    private readonly MLContext context;
    private readonly List<ITransformer> steps = [];
    private IDataView view;

    private BuiltInSteps(MLContext context, IDataView view)
    {
        this.context = context;
        this.view = view;
    }

    /// <summary>Makes the chain.</summary>
    /// <param name="saved">What it stands for.</param>
    /// <param name="context">Owns the steps; its folder of temporary files is written to.</param>
    public static TransformerChain<ITransformer> Create(SavedVae saved, MLContext context)
    {
        var columns = saved.Columns;
        var table = FeatureInput.TableOf(saved.Model);
        var shapes = Shapes(saved, table);
        var steps = new BuiltInSteps(context, columns.Inputs.IsEmpty
            ? EmptyRows.Create(context, columns.Features, saved.Model.InputDimension)
            : EmptyInputs(columns.Inputs, shapes, table));
        var input = StepNames.OfInput(saved, shapes);
        var isWide = !saved.Model.Origin.IsEmpty;
        var scored = columns.Score is not null || columns.PredictedLabel is not null;
        var export = StepNames.Export(saved, shapes);
        string[] outputs =
        [
            .. new[] { export.Latent, export.Reconstruction, export.Score, export.Probability, export.Contributions, export.Imputed }.OfType<string>(),
        ];
        if (columns.Inputs.IsEmpty)
        {
            steps.AddVector(columns.Features, saved.Model.InputDimension, input, isWide);
        }
        else
        {
            steps.AddInputs(columns.Inputs, shapes, table, saved.Model.Options.MissingValues == MissingValueHandling.Observed, input, isWide);
        }

        steps.AddNetwork(input, outputs, stream => saved.Model.Export(stream, export));
        if (scored)
        {
            steps.AddScalar(StepNames.OfOutput(columns.Score), StepNames.Scalar, KeepsScore(saved));
        }

        if (columns.Probability is { } probable)
        {
            steps.AddScalar(StepNames.OfOutput(probable), StepNames.ScalarProbability, KeepsScore(saved));
        }

        steps.AddCopy(columns.Latent, StepNames.OfOutput(columns.Latent));
        steps.AddRow(columns.Reconstruction, StepNames.OfOutput(columns.Reconstruction), isWide);
        if (columns.Score is { } score)
        {
            steps.Add(context.Transforms.Expression(score, "x => x", StepNames.Scalar));
        }

        if (columns.PredictedLabel is { } label)
        {
            steps.Add(context.Transforms.Expression(label, Above(saved.Model.Threshold), StepNames.Scalar));
        }

        if (columns.Probability is { } probability)
        {
            steps.Add(context.Transforms.Expression(probability, "x => x", StepNames.ScalarProbability));
        }

        steps.AddCopy(columns.FeatureContributions, StepNames.OfOutput(columns.FeatureContributions));
        steps.AddRow(columns.Imputed, StepNames.OfOutput(columns.Imputed), isWide);
        string?[] between =
        [
            input,
            columns.Latent is null ? null : StepNames.OfOutput(columns.Latent),
            columns.Reconstruction is null ? null : StepNames.OfOutput(columns.Reconstruction),
            scored ? StepNames.Scalar : null,
            columns.Probability is null ? null : StepNames.ScalarProbability,
            columns.FeatureContributions is { } contributions ? StepNames.OfOutput(contributions) : null,
            columns.Imputed is { } imputed ? StepNames.OfOutput(imputed) : null,
        ];
        steps.Add(context.Transforms.DropColumns([.. between.OfType<string>()]));
        return new TransformerChain<ITransformer>([.. steps.steps]);
    }

    /// <summary>
    /// Whether a column 'Score' that is not ours has to outlive the making of ours. One that ours will hide need not; one that is
    /// certainly there must; of others the transformer knows whether the data had one when it was fitted.
    /// </summary>
    private static bool KeepsScore(SavedVae saved)
    {
        var columns = saved.Columns;
        string?[] ours =
        [
            columns.Latent, columns.Reconstruction, columns.Score, columns.PredictedLabel, columns.Probability, columns.FeatureContributions,
            columns.Imputed,
        ];
        return !ours.Contains(StepNames.Score) && (saved.KeepsScoreColumn
            || (columns.Inputs.IsEmpty ? columns.Features == StepNames.Score : columns.Inputs.Contains(StepNames.Score)));
    }

    /// <summary>The types of the inputs as they were fitted on, or the plainest that fit the model where it was not fitted on data.</summary>
    private static ImmutableArray<InputShape> Shapes(SavedVae saved, TableSchema table)
    {
        var inputs = saved.Columns.Inputs;
        if (inputs.IsEmpty || !saved.InputShapes.IsEmpty)
        {
            return saved.InputShapes;
        }

        return inputs.Length == table.Columns.Length
            ? [.. table.Columns.Select(column => new InputShape(Plainest(column.Kind), 0))]
            : throw new InvalidOperationException(
                $"The transformer reads {inputs.Length} columns for a model of {table.Columns.Length} and was made from a model file, so it is not known which of them are vectors; "
                + "save the pipeline that was fitted, or name one input a column.");
    }

    private static InputType Plainest(ColumnKind kind) => kind switch
    {
        ColumnKind.Categorical => InputType.Text,
        ColumnKind.Binary => InputType.Boolean,
        _ => InputType.Single,
    };

    /// <summary>An expression of ML.NET's language that says whether a number is above the threshold; false for NaN.</summary>
    private static string Above(float threshold) => threshold switch
    {
        float.PositiveInfinity => "x => x > x",
        float.NegativeInfinity => "x => x == x",
        _ => $"x => x > {ExactLiteral.Of(threshold)}",
    };

    private void AddVector(string features, int width, string input, bool isWide)
    {
        // A single feature may be one number or a vector of one, and the graph takes vectors: concatenating gives one of either.
        if (width == 1)
        {
            Add(context.Transforms.Concatenate(input, features));
        }
        else
        {
            Add(context.Transforms.CopyColumns(input, features));
        }

        if (isWide)
        {
            // The graph of a model with an origin takes doubles.
            Add(context.Transforms.Conversion.ConvertType(input, input, DataKind.Double));
        }
    }

    /// <summary>A row in the features' own units, which such a graph gives in doubles, as the transformer gives it: in Single.</summary>
    private void AddRow(string? to, string from, bool isWide)
    {
        if (to is not null && isWide)
        {
            Add(context.Transforms.Conversion.ConvertType(to, from, DataKind.Single));
        }
        else
        {
            AddCopy(to, from);
        }
    }

    private void AddNetwork(string input, string[] outputs, Action<Stream> write)
    {
        using var network = new MemoryStream();
        write(network);
        try
        {
            Add(NetworkFiles.Load(() =>
            {
                network.Position = 0;
                return context.Transforms.ApplyOnnxModel(outputs, [input], network);
            }));
        }
        catch (Exception exception) when (NativeRuntime.IsMissing(exception))
        {
            throw NativeRuntime.Error(exception);
        }
    }

    private void AddScalar(string vector, string scalar, bool keepsScore)
    {
        if (keepsScore)
        {
            AddCopy(StepNames.KeptScore, StepNames.Score);
        }

        Add(IdentityModel.Create(context, vector));
        Add(context.Transforms.Expression(scalar, "x => x", StepNames.Score));
        Add(context.Transforms.DropColumns(StepNames.Score, vector));
        if (keepsScore)
        {
            AddCopy(StepNames.Score, StepNames.KeptScore);
            Add(context.Transforms.DropColumns(StepNames.KeptScore));
        }
    }

    private void AddCopy(string? to, string from)
    {
        if (to is not null)
        {
            Add(context.Transforms.CopyColumns(to, from));
        }
    }

    private void Add<T>(IEstimator<T> estimator)
        where T : class, ITransformer => Add(estimator.Fit(view));

    private void Add(ITransformer step)
    {
        steps.Add(step);
        view = step.Transform(view);
    }
}
