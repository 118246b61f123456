namespace Vae.Bench.Detection;

/// <summary>The runs of one set under one protocol, one a seed.</summary>
/// <param name="Set">The set.</param>
/// <param name="NormalOnly">Whether only normal rows were fitted on.</param>
/// <param name="Runs">At least one.</param>
internal sealed record DetectionResult(DetectionSet Set, bool NormalOnly, DetectionRun[] Runs)
{
    public string Protocol => NormalOnly ? "semi-supervised" : "unsupervised";

    public double? Auc(Detector detector) => Runs.Average(run => run.Auc(detector));

    public double? Precision(Detector detector) => Runs.Average(run => run.Precision(detector));

    public double Seconds => Runs.Average(run => run.Seconds);

    public double? FalsePositiveRateOfNormal => Runs.Average(run => run.FalsePositiveRateOfNormal);

    public double? FalsePositiveRate => Runs.Average(run => run.FalsePositiveRate);

    /// <summary>"mean (standard deviation)" of a figure over the seeds.</summary>
    public string WithDeviation(Func<DetectionRun, double?> figure)
    {
        var values = Runs.Select(run => figure(run) ?? double.NaN).ToArray();
        var mean = values.Average();
        var deviation = values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return $"{mean:F1} ({deviation:F1})";
    }
}
