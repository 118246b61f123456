using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Core.Tests.Context;

/// <summary>A level of the context that training never saw is no reason to flag a row.</summary>
public sealed class UnseenContextTests
{
    private const int Rows = 2000;
    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    private static readonly TableSchema Schema = new(TableColumn.Numeric("load"), TableColumn.Numeric("cooling"), TableColumn.Numeric("fan"), TableColumn.Categorical("day", [.. Days]));

    [Theory]
    [InlineData(ScoreKind.ReferenceDistance, ObjectiveKind.Elbo)]
    [InlineData(ScoreKind.SquaredError, ObjectiveKind.Elbo)]
    [InlineData(ScoreKind.ReconstructionLogLikelihood, ObjectiveKind.Elbo)]
    [InlineData(ScoreKind.NegativeElbo, ObjectiveKind.Elbo)]
    [InlineData(ScoreKind.ReferenceDistance, ObjectiveKind.Autoencoder)]
    [InlineData(ScoreKind.SquaredError, ObjectiveKind.Autoencoder)]
    [InlineData(ScoreKind.ReconstructionLogLikelihood, ObjectiveKind.Autoencoder)]
    public void Score_OrdinaryRowsInAContextNeverSeen_AreFlaggedHardlyMoreThanOthers(ScoreKind kind, ObjectiveKind objective)
    {
        var model = new VaeTrainer(new VaeOptions
        {
            Columns = Schema,
            ContextColumnCount = 1,
            Objective = new ObjectiveOptions { Kind = objective },
            Scoring = new ScoringOptions { Kind = kind, Samples = 5 },
            Seed = 3,
        }).Fit(new MemoryRowSource(Table(Rows, 1), Schema.Width));
        var known = Table(Rows, 2);
        var unseen = (float[])known.Clone();
        for (var row = 0; row < Rows; row++)
        {
            unseen.AsSpan((row * Schema.Width) + 3, Days.Length).Clear();
        }

        var (flagged, flaggedUnseen) = (Flagged(model, known), Flagged(model, unseen));

        Assert.True(flaggedUnseen < flagged + 0.08, $"{flaggedUnseen:P1} of rows on a day that training never saw are flagged, {flagged:P1} of the same rows on their own days");
    }

    /// <summary>Of ten rows the network learns those ten, not what they have in common: so rare a level is seen as one that training never saw.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void Score_OrdinaryRowsInARareContext_AreFlaggedHardlyMoreThanOthers(int rare)
    {
        var training = Table(Rows, 1);
        for (var row = 0; row < Rows; row++)
        {
            var days = training.AsSpan((row * Schema.Width) + 3, Days.Length);
            var day = row < rare ? 0 : days.IndexOf(1) == 0 ? 1 + (row % 6) : days.IndexOf(1);
            days.Clear();
            days[day] = 1;
        }

        var model = new VaeTrainer(new VaeOptions { Columns = Schema, ContextColumnCount = 1, Seed = 3 }).Fit(new MemoryRowSource(training, Schema.Width));
        var known = Table(Rows, 2);
        var onRareDays = (float[])known.Clone();
        for (var row = 0; row < Rows; row++)
        {
            var days = onRareDays.AsSpan((row * Schema.Width) + 3, Days.Length);
            days.Clear();
            days[0] = 1;
        }

        var (flagged, flaggedRare) = (Flagged(model, known), Flagged(model, onRareDays));

        Assert.True(flaggedRare < flagged + 0.1, $"{flaggedRare:P1} of rows on a day of {rare} training rows are flagged, {flagged:P1} of the same rows on their own days");
    }

    private static double Flagged(VaeModel model, float[] rows)
    {
        var scores = new float[Rows];
        model.Score(rows, scores);
        return scores.Count(model.IsAnomaly) / (double)Rows;
    }

    /// <summary>Three columns that one number moves, a little higher at weekends.</summary>
    private static float[] Table(int count, int seed)
    {
        var random = new Random(seed);
        var rows = new float[count * Schema.Width];
        for (var row = 0; row < count; row++)
        {
            var here = rows.AsSpan(row * Schema.Width, Schema.Width);
            var day = random.Next(Days.Length);
            var (factor, load) = (ContextRows.Normal(random), 50 + (10 * ContextRows.Normal(random)));
            here[0] = (float)(load + (day > 4 ? 2 : 0));
            here[1] = (float)((load * 0.5) + factor + ContextRows.Normal(random));
            here[2] = (float)(factor + (0.3 * ContextRows.Normal(random)));
            here[3 + day] = 1;
        }

        return rows;
    }
}
