using Vae.Core.Data;
using Vae.Core.Models;
using Vae.Core.Options;

namespace Vae.Bench.Rates;

/// <summary>What one model promised, and what it flagged of later rows.</summary>
/// <param name="Share">Share of the later rows that is flagged.</param>
/// <param name="Lower">Lower end of the promised interval.</param>
/// <param name="Upper">Upper end.</param>
/// <param name="Said">The share that the report says.</param>
internal sealed record RateDraw(double Share, double Lower, double Upper, double Said)
{
    // So many that chance in them is little beside chance in the training rows.
    private const int FewestLater = 4000;
    private const int MostLater = 100_000;
    private const int LaterToATrainingRow = 50;

    private const double ValidationFraction = 0.5;

    /// <summary>Whether the interval has the share.</summary>
    public bool IsCovered => Share >= Lower && Share <= Upper;

    /// <summary>Trains on rows of a law, and scores others.</summary>
    /// <param name="law">The law.</param>
    /// <param name="rows">Training rows; half of them are held out where a false-positive rate is asked for.</param>
    /// <param name="threshold">What is asked for.</param>
    /// <param name="draw">Seed of rows and model.</param>
    public static RateDraw Of(RowLaw law, int rows, ThresholdPolicy threshold, int draw)
    {
        var (train, later) = law.Draw(rows, Math.Clamp(LaterToATrainingRow * rows, FewestLater, MostLater), new Random(draw));
        var options = new VaeOptions
        {
            Seed = draw,
            Engine = new() { Threads = 1 },
            MissingValues = law.HasHoles ? MissingValueHandling.Observed : default,
            Scoring = new() { Threshold = threshold },
            Training = new() { ValidationFraction = threshold is FalsePositiveRateThreshold ? (float)ValidationFraction : 0 },
        };
        var model = new VaeTrainer(options).Fit(new MemoryRowSource(train, law.Width));
        var scores = new float[later.Length / law.Width];
        model.Score(later, scores);
        var promised = model.Report.FlaggedRate!;
        return new RateDraw(scores.Count(model.IsAnomaly) / (double)scores.Length, promised.Lower, promised.Upper, promised.Rate);
    }
}
