namespace Vae.MLNet.Columns;

/// <summary>Which column holds the features, and which columns a <see cref="VaeClassifierTransformer"/> adds; an output whose name is null is not added.</summary>
public sealed record VaeClassifierColumns
{
    /// <summary>Name of the feature column, a known-size vector of Single (or one Single). Default <c>Features</c>.</summary>
    public string Features { get; init; } = "Features";

    /// <summary>Name of the probabilities' column, a vector of Single with one slot a class. Default <c>Score</c>.</summary>
    public string? Score { get; init; } = "Score";

    /// <summary>Name of the predicted class's column, a key with the values of the label's. Default <c>PredictedLabel</c>.</summary>
    public string? PredictedLabel { get; init; } = "PredictedLabel";

    /// <summary>Checks that the names are usable.</summary>
    /// <exception cref="ArgumentException">A name is blank, both outputs share one, or none has one.</exception>
    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(Features) || Score is not null && string.IsNullOrWhiteSpace(Score)
            || PredictedLabel is not null && string.IsNullOrWhiteSpace(PredictedLabel))
        {
            throw new ArgumentException(
                "The name of the feature, score or predicted-label column is blank; give the column a name, or null to leave an output out.");
        }

        if (Score is null && PredictedLabel is null)
        {
            throw new ArgumentException("Neither the score nor the predicted label has a name, so there is nothing to compute; name one of them at least.");
        }

        if (Score == PredictedLabel)
        {
            throw new ArgumentException($"Two output columns are named '{Score}'; give each a name of its own, or null to leave it out.");
        }
    }
}
