using Vae.Core.Data;
using Vae.Core.Reports;

namespace Vae.Core.Serialization;

/// <summary>What happened in training, in a model file.</summary>
internal static class ReportJson
{
    public static TrainingReport Read(JsonFields fields) => new()
    {
        Engine = fields.Text("engine"),
        StopReason = (StopReason)fields.Word("stopReason", typeof(StopReason)),
        Epochs = fields.Int32("epochs"),
        Steps = fields.Int64("steps"),
        BestEpoch = fields.Int32("bestEpoch"),
        TrainingRows = fields.Int64("trainingRows"),
        ValidationRows = fields.Int64("validationRows"),
        SkippedRows = fields.Int64("skippedRows"),
        Seconds = fields.Double("seconds", double.NaN),
        RowsPerSecond = fields.Double("rowsPerSecond", double.NaN),
        TrainingLoss = fields.Double("trainingLoss"),
        Reconstruction = fields.Double("reconstruction"),
        Kl = fields.Double("kl"),
        ValidationLoss = fields.DoubleOrNull("validationLoss"),
        DiscriminatorLoss = fields.DoubleOrNull("discriminatorLoss"),
        DiscriminatorAccuracy = fields.DoubleOrNull("discriminatorAccuracy"),
        KlPerDimension = fields.Doubles("klPerDimension"),
        ActiveUnits = fields.Int32("activeUnits"),
        Rollbacks = fields.Int32("rollbacks", 0),
        History = fields.Items("history", ReadEpochReport),
        Gain = fields.ObjectOrNull("gain", ReadReconstructionGain),
        FlaggedRate = fields.ObjectOrNull("flaggedRate", ReadAchievedRate),
        Warnings = fields.AnyTexts("warnings"),
        Data = fields.ObjectOrNull("data", ReadTableProfile),
        Truths = fields.ItemsOrNull("truths", ReadColumnTruths),
    };

    public static void Write(JsonWriter to, TrainingReport value)
    {
        // The same model is the same file, whatever clock and processor it was trained by: times are left out, and of the engine's description all but its name.
        to.Add("engine", value.Engine.Split(',')[0]);
        to.Add("stopReason", value.StopReason);
        to.Add("epochs", value.Epochs);
        to.Add("steps", value.Steps);
        to.Add("bestEpoch", value.BestEpoch);
        to.Add("trainingRows", value.TrainingRows);
        to.Add("validationRows", value.ValidationRows);
        to.Add("skippedRows", value.SkippedRows);
        to.Add("trainingLoss", value.TrainingLoss);
        to.Add("reconstruction", value.Reconstruction);
        to.Add("kl", value.Kl);
        to.Add("validationLoss", value.ValidationLoss);
        to.AddIfAny("discriminatorLoss", value.DiscriminatorLoss);
        to.AddIfAny("discriminatorAccuracy", value.DiscriminatorAccuracy);
        to.Add("klPerDimension", value.KlPerDimension.AsSpan());
        to.Add("activeUnits", value.ActiveUnits);
        to.Add("rollbacks", value.Rollbacks);
        to.Add("history", value.History, Write);
        to.AddIfAny("gain", value.Gain, Write);
        to.AddIfAny("flaggedRate", value.FlaggedRate, Write);
        to.Add("warnings", value.Warnings.AsSpan());
        to.AddIfAny("data", value.Data, Write);
        if (value.Truths is { } truths)
        {
            to.Add("truths", truths, Write);
        }
    }

    private static EpochReport ReadEpochReport(JsonFields fields) => new(
        fields.Int32("epoch"),
        fields.Double("loss"),
        fields.Double("reconstruction"),
        fields.Double("kl"),
        fields.DoubleOrNull("validationLoss", isRequired: true),
        fields.Int32("activeUnits"),
        fields.Double("learningRate"))
    {
        DiscriminatorLoss = fields.DoubleOrNull("discriminatorLoss"),
        DiscriminatorAccuracy = fields.DoubleOrNull("discriminatorAccuracy"),
    };

    private static void Write(JsonWriter to, EpochReport value)
    {
        to.Add("epoch", value.Epoch);
        to.Add("loss", value.Loss);
        to.Add("reconstruction", value.Reconstruction);
        to.Add("kl", value.Kl);
        to.Add("validationLoss", value.ValidationLoss);
        to.Add("activeUnits", value.ActiveUnits);
        to.Add("learningRate", value.LearningRate);
        to.AddIfAny("discriminatorLoss", value.DiscriminatorLoss);
        to.AddIfAny("discriminatorAccuracy", value.DiscriminatorAccuracy);
    }

    private static ReconstructionGain ReadReconstructionGain(JsonFields fields) => new(
        fields.Int32("rows"),
        fields.Int32("rank"),
        fields.Double("modelError"),
        fields.Double("meanError"),
        fields.DoubleOrNull("principalError", isRequired: true));

    private static void Write(JsonWriter to, ReconstructionGain value)
    {
        to.Add("rows", value.Rows);
        to.Add("rank", value.Rank);
        to.Add("modelError", value.ModelError);
        to.Add("meanError", value.MeanError);
        to.Add("principalError", value.PrincipalError);
    }

    private static AchievedRate ReadAchievedRate(JsonFields fields) => new(
        fields.Single("threshold"),
        fields.Int64("flagged"),
        fields.Int64("rows"),
        (ScoreOrigin)fields.Word("origin", typeof(ScoreOrigin)))
    {
        FewestFlagged = fields.Int64OrNull("fewestFlagged"),
        MostFlagged = fields.Int64OrNull("mostFlagged"),
    };

    private static void Write(JsonWriter to, AchievedRate value)
    {
        to.Add("threshold", value.Threshold);
        to.Add("flagged", value.Flagged);
        to.Add("rows", value.Rows);
        to.Add("origin", value.Origin);
        to.AddIfAny("fewestFlagged", value.FewestFlagged);
        to.AddIfAny("mostFlagged", value.MostFlagged);
    }

    private static TableProfile ReadTableProfile(JsonFields fields) => new()
    {
        Rows = fields.Int64("rows"),
        Columns = fields.Items("columns", ReadProfiledColumn),
        Warnings = fields.AnyItems("warnings", ReadDataWarning),
    };

    private static void Write(JsonWriter to, TableProfile value)
    {
        to.Add("rows", value.Rows);
        to.Add("columns", value.Columns, Write);
        to.Add("warnings", value.Warnings, Write);
    }

    private static ProfiledColumn ReadProfiledColumn(JsonFields fields) => new()
    {
        Name = fields.Text("name"),
        Number = fields.Int32("number"),
        Use = fields.Text("use"),
        Kind = (ColumnKind?)fields.WordOrNull("kind", typeof(ColumnKind)),
        Reason = fields.Text("reason", ""),
        Missing = fields.Int64("missing", 0),
        Distinct = fields.Int64("distinct", 0),
        DistinctIsBound = fields.Boolean("distinctIsBound", false),
        Minimum = fields.DoubleOrNull("minimum"),
        Maximum = fields.DoubleOrNull("maximum"),
        Examples = fields.AnyTexts("examples"),
    };

    private static void Write(JsonWriter to, ProfiledColumn value)
    {
        to.Add("name", value.Name);
        to.Add("number", value.Number);
        to.Add("use", value.Use);
        to.Add("kind", value.Kind);
        to.Add("reason", value.Reason);
        to.Add("missing", value.Missing);
        to.Add("distinct", value.Distinct);
        to.Add("distinctIsBound", value.DistinctIsBound);
        to.Add("minimum", value.Minimum);
        to.Add("maximum", value.Maximum);
        to.Add("examples", value.Examples.AsSpan());
    }

    private static ColumnTruths ReadColumnTruths(JsonFields fields) => new(fields.Text("column"), fields.Text("false"), fields.Text("true"));

    private static void Write(JsonWriter to, ColumnTruths value)
    {
        to.Add("column", value.Column);
        to.Add("false", value.False);
        to.Add("true", value.True);
    }

    private static DataWarning ReadDataWarning(JsonFields fields) => new(
        fields.Text("code"),
        fields.TextOrNull("column", isRequired: true),
        fields.Text("message"));

    private static void Write(JsonWriter to, DataWarning value)
    {
        to.Add("code", value.Code);
        to.Add("column", value.Column);
        to.Add("message", value.Message);
    }
}
