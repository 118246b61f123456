// Finds strange payments in a table of texts, numbers, counts and truth values, and says which column of each is strange. The columns go in by
// name: no step before the detector makes one vector of them, encodes text or scales. The payments are made up: each country has its currency and its usual
// amounts, and the strange ones are wrong in one column that is ordinary by itself (a currency of another country) or was never seen before.
using Microsoft.ML;
using Vae.Core.Data;
using Vae.Core.Options;
using Vae.Data.Options;
using Vae.MLNet;

var ml = new MLContext(seed: 0);
var ordinary = ml.Data.LoadFromEnumerable(Payments.Ordinary(5000, seed: 1));
Payment[] strange =
[
    Payments.Ordinary(1, seed: 2)[0] with { Currency = "JPY" },
    Payments.Ordinary(1, seed: 3)[0] with { Channel = "telex" },
    Payments.Ordinary(1, seed: 4)[0] with { Items = 4000 },
    Payments.Ordinary(1, seed: 5)[0] with { Amount = 600 },
];
Payment[] later = [.. Payments.Ordinary(2000, seed: 6), .. strange.Select(payment => payment with { IsStrange = 1 })];
var rows = ml.Data.LoadFromEnumerable(later);

var detector = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
{
    InputColumnNames = ["Country", "Currency", "Channel", "Amount", "Items", "IsAbroad"],

    // What spans orders of magnitude is seen by its logarithm.
    Inference = new ColumnInference { Kinds = new Dictionary<string, ColumnKind> { ["Items"] = ColumnKind.Count, ["Amount"] = ColumnKind.Count } },
    FeatureContributionsColumnName = "FeatureContributions",
    Model = new VaeOptions { Scoring = new() { Threshold = ThresholdPolicy.Contamination(0.01) } },
}).Fit(ordinary);

foreach (var column in detector.Model.Columns!.Columns)
{
    Console.WriteLine($"{column.Name,-9} {column.Kind.ToString().ToLowerInvariant()} {string.Join(' ', column.Levels)}");
}

var scored = detector.Transform(rows);
var metrics = ml.AnomalyDetection.Evaluate(scored, labelColumnName: "IsStrange");
Console.WriteLine($"area under the ROC curve {metrics.AreaUnderRocCurve:F4}");
var names = detector.Model.Columns.Columns;
foreach (var verdict in ml.Data.CreateEnumerable<Verdict>(scored, reuseRowObject: false).TakeLast(strange.Length))
{
    // The parts of all columns add up to the score.
    var largest = Array.IndexOf(verdict.FeatureContributions, verdict.FeatureContributions.Max());
    Console.WriteLine(
        $"{verdict.Country} {verdict.Currency} {verdict.Channel,-6} {verdict.Amount,7:F0} x {verdict.Items,4}  score {verdict.Score,6:F1} {(verdict.PredictedLabel ? "flagged" : "       ")}"
        + $"  {names[largest].Name}: {verdict.FeatureContributions[largest] / verdict.Score:P0} of it");
}

/// <summary>Makes payments up.</summary>
internal static class Payments
{
    private static readonly (string Country, string Currency, double Amount)[] Markets = [("DE", "EUR", 60), ("FR", "EUR", 55), ("JP", "JPY", 7000), ("SE", "SEK", 600)];

    public static Payment[] Ordinary(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var market = Markets[random.Next(Markets.Length)];
            return new Payment
            {
                Country = market.Country,
                Currency = market.Currency,
                Channel = random.NextDouble() < 0.7 ? "web" : "shop",
                Amount = market.Amount * Math.Exp(0.2 * (random.NextDouble() + random.NextDouble() - 1)),
                Items = 1 + (int)Math.Exp(2 * random.NextDouble()),
                IsAbroad = random.NextDouble() < 0.1,
            };
        })];
    }
}

/// <summary>A payment.</summary>
internal sealed record Payment
{
    public string Country { get; set; } = "";

    public string Currency { get; set; } = "";

    public string Channel { get; set; } = "";

    public double Amount { get; set; }

    public int Items { get; set; }

    public bool IsAbroad { get; set; }

    /// <summary>1 where it is; only used to see how good the detector is.</summary>
    public float IsStrange { get; set; }
}

/// <summary>A payment and what the detector adds.</summary>
internal sealed class Verdict
{
    public string Country { get; set; } = "";

    public string Currency { get; set; } = "";

    public string Channel { get; set; } = "";

    public double Amount { get; set; }

    public int Items { get; set; }

    public float Score { get; set; }

    public bool PredictedLabel { get; set; }

    public float[] FeatureContributions { get; set; } = [];
}
