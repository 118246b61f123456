using Vae.Core.Checkpoints;
using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Core.Parts;
using Vae.Core.Scaling;

namespace Vae.Core.Models;

/// <summary>A model that training goes on with, with room for the levels of the rows that it goes on with.</summary>
/// <param name="Parts">Its network and scaling.</param>
/// <param name="RefitScaler">Whether the scaling is found anew.</param>
internal sealed record Continuation(ModelParts Parts, bool RefitScaler)
{
    // As many as training takes for chance when it calls a column constant.
    private const double LargestBrokenShare = 0.005;

    /// <summary>The scaling that is kept; null where it is found anew.</summary>
    public KeptScaling? Scaling => RefitScaler ? null : new KeptScaling(Parts.Scaler, Parts.Origin, Parts.Constants?.WithWeight(0));

    /// <summary>Checks that a model can go on with these rows, and makes room where it must.</summary>
    /// <exception cref="VaeDataException">The rows have other columns, or levels that it does not know and is not to learn.</exception>
    public static Continuation Of(VaeModel model, IRowSource rows, ContinuedTraining how)
    {
        if (model.Columns is not { } own)
        {
            RequireNames(model, rows);
            return new Continuation(model.Parts, how.RefitScaler);
        }

        var columns = rows.Columns ?? own;
        RequireSame(own, columns);
        if (own.Equals(columns))
        {
            return new Continuation(model.Parts, how.RefitScaler);
        }

        if (!how.AddLevels)
        {
            var (before, after) = own.Columns.Zip(columns.Columns).First(pair => !pair.First.Equals(pair.Second));
            throw new VaeDataException(
                Invariant($"Column '{after.Name}' has {after.Width - before.Width} levels that the model does not know, such as '{after.Levels[before.Width]}'; set AddLevels to have it learn them, or open the rows by the model's columns, where they are levels never seen."));
        }

        return new Continuation(AddedLevels.In(model.Parts, columns), how.RefitScaler);
    }

    /// <summary>The rows as the model knows them.</summary>
    public static IRowSource Known(VaeModel model, IRowSource rows) =>
        model.Columns is { } own && rows.Columns is { } columns && !own.Equals(columns) ? new KnownLevelsSource(rows, AddedLevels.Places(own, columns)) : rows;

    /// <summary>The options of a training that goes on: what a model is made of is the model's, and the rest is asked for.</summary>
    /// <exception cref="ArgumentException">Something that a model is made of is asked for and is not the model's.</exception>
    public VaeOptions Options(VaeOptions asked)
    {
        var (own, plain) = (Parts.Options, new VaeOptions());
        var merged = own with
        {
            Objective = asked.Objective.Equals(plain.Objective) ? own.Objective : asked.Objective,
            Training = asked.Training with { EnsembleSize = Parts.EnsembleSize },
            Scoring = asked.Scoring.Equals(plain.Scoring) ? own.Scoring : asked.Scoring,
            Engine = asked.Engine,
            Seed = asked.Seed,
        };
        var wanted = merged with
        {
            Network = asked.Network.Equals(plain.Network) ? own.Network : asked.Network,
            Likelihood = asked.Likelihood.Equals(plain.Likelihood) ? own.Likelihood : asked.Likelihood,
            Objective = merged.Objective with { Kind = own.Objective.Kind },
            Columns = asked.Columns ?? own.Columns,
            ContextColumnCount = asked.ContextColumnCount == 0 ? own.ContextColumnCount : asked.ContextColumnCount,
            Scaling = asked.Scaling == plain.Scaling ? own.Scaling : asked.Scaling,
            MissingValues = asked.MissingValues == plain.MissingValues ? own.MissingValues : asked.MissingValues,
            ImputationPasses = asked.ImputationPasses ?? own.ImputationPasses,
            Training = merged.Training with { EnsembleSize = asked.Training.EnsembleSize == 1 ? Parts.EnsembleSize : asked.Training.EnsembleSize },
        };
        List<string> differences = [.. OptionDifferences.Of(merged with { Objective = wanted.Objective }, wanted)];
        if (merged.Objective.Kind != own.Objective.Kind)
        {
            differences.Add($"Objective.Kind was {own.Objective.Kind} and is {merged.Objective.Kind}");
        }

        return differences.Count == 0 ? merged : throw new ArgumentException(
            $"A model goes on learning as what it is, but other options are asked for: {string.Join("; ", differences)}. Leave them at their defaults, which take the model's, or train a new model.");
    }

    /// <summary>Refuses rows in which a column varies that had one value before, and has no scale.</summary>
    /// <exception cref="VaeDataException">There are such.</exception>
    public void RequireConstants(int broken, int of, IReadOnlyList<string>? names)
    {
        if (RefitScaler || Parts.Constants is not { } constants || broken <= LargestBrokenShare * of)
        {
            return;
        }

        var named = string.Join(", ", constants.Features.ToArray().Take(5).Select(feature => names is null ? Invariant($"column {feature + 1}") : $"'{names[feature]}'"));
        throw new VaeDataException(
            Invariant($"{broken} of {of} rows have another value than the one that a column had in all training rows of the model ({named}), so that it has no scale for it; set RefitScaler to scale the columns anew, or leave such rows out."));
    }

    private static void RequireNames(VaeModel model, IRowSource rows)
    {
        if (rows.Columns is { IsNumeric: false })
        {
            throw new VaeDataException("The rows have columns that are no numbers, and the model was trained on numbers alone; open them by the model's columns, or train a new model.");
        }

        model.RequireWidth(rows);
        for (var i = 0; i < model.InputDimension && model.FeatureNames is { } own && rows.ColumnNames is { } found; i++)
        {
            if (own[i] != found[i])
            {
                throw new VaeDataException(
                    Invariant($"Feature {i + 1} of the rows is '{found[i]}' but the model was trained on '{own[i]}' there; give the columns it was trained on in their order, or train a new model."));
            }
        }
    }

    private static void RequireSame(TableSchema own, TableSchema columns)
    {
        for (var i = 0; i < Math.Max(own.Columns.Length, columns.Columns.Length); i++)
        {
            var (before, after) = (own.Columns.ElementAtOrDefault(i), columns.Columns.ElementAtOrDefault(i));
            if (before is null || after is null || before.Name != after.Name)
            {
                throw new VaeDataException(
                    Invariant($"Column {i + 1} of the rows is {(after is null ? "not there" : $"'{after.Name}'")} and the model has {(before is null ? "no such column" : $"'{before.Name}'")} there; a model goes on learning with the columns it has: leave others out, or train a new model."));
            }

            if (before.Kind != after.Kind)
            {
                throw new VaeDataException($"Column '{after.Name}' is {after.Kind} in the rows and {before.Kind} in the model; a column keeps its kind: open the rows by the model's columns, or train a new model.");
            }

            if (!after.Levels.AsSpan().StartsWith(before.Levels.AsSpan()))
            {
                throw new VaeDataException(
                    $"Column '{after.Name}' of the rows has not the model's levels in their order before others; open the rows by the model's columns, or by TableSchema.WithLevelsOf of them.");
            }
        }
    }
}
