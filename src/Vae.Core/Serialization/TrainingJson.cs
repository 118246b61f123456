using Vae.Core.Options;

namespace Vae.Core.Serialization;

/// <summary>How a model was trained, in a model file. Where a run is written down (<see cref="TrainingOptions.Checkpoint"/>) is a matter of the run, and not in it.</summary>
internal static class TrainingJson
{
    public static TrainingOptions Read(JsonFields fields)
    {
        var plain = new TrainingOptions();
        return new TrainingOptions
        {
            Epochs = fields.Int32OrNull("epochs"),
            Steps = fields.Int32("steps", plain.Steps),
            BatchSize = fields.Int32("batchSize", plain.BatchSize),
            Optimizer = fields.Object("optimizer", ReadOptimizer, plain.Optimizer),
            Schedule = fields.Object("schedule", ReadLearningRateSchedule, plain.Schedule),
            GradientClipNorm = fields.SingleOrNull("gradientClipNorm"),
            EnsembleSize = fields.Int32("ensembleSize", plain.EnsembleSize),
            Shards = fields.Int32("shards", plain.Shards),
            ValidationFraction = fields.Single("validationFraction", plain.ValidationFraction),
            EarlyStopping = fields.ObjectOrNull("earlyStopping", ReadEarlyStopping),
            TrimShare = fields.Single("trimShare", plain.TrimShare),
            InvalidRows = (InvalidRowPolicy)fields.Word("invalidRows", plain.InvalidRows),
            MemoryBudgetBytes = fields.Int64("memoryBudgetBytes", plain.MemoryBudgetBytes),
            MaximumRollbacks = fields.Int32("maximumRollbacks", plain.MaximumRollbacks),
        };
    }

    public static void Write(JsonWriter to, TrainingOptions value)
    {
        to.Add("epochs", value.Epochs);
        to.Add("steps", value.Steps);
        to.Add("batchSize", value.BatchSize);
        to.Add("optimizer", value.Optimizer, Write);
        to.Add("schedule", value.Schedule, Write);
        to.Add("gradientClipNorm", value.GradientClipNorm);
        if (value.EnsembleSize != 1)
        {
            to.Add("ensembleSize", value.EnsembleSize);
        }

        if (value.Shards != 1)
        {
            to.Add("shards", value.Shards);
        }

        to.Add("validationFraction", value.ValidationFraction);
        to.Add("earlyStopping", value.EarlyStopping, Write);
        to.Add("trimShare", value.TrimShare);
        to.Add("invalidRows", value.InvalidRows);
        to.Add("memoryBudgetBytes", value.MemoryBudgetBytes);
        to.Add("maximumRollbacks", value.MaximumRollbacks);
    }

    public static OptimizerOptions ReadOptimizer(JsonFields fields)
    {
        var plain = new OptimizerOptions();
        return new OptimizerOptions
        {
            LearningRate = fields.Single("learningRate", plain.LearningRate),
            Beta1 = fields.Single("beta1", plain.Beta1),
            Beta2 = fields.Single("beta2", plain.Beta2),
            Epsilon = fields.Single("epsilon", plain.Epsilon),
            WeightDecay = fields.Single("weightDecay", plain.WeightDecay),
        };
    }

    public static void Write(JsonWriter to, OptimizerOptions value)
    {
        to.Add("learningRate", value.LearningRate);
        to.Add("beta1", value.Beta1);
        to.Add("beta2", value.Beta2);
        to.Add("epsilon", value.Epsilon);
        to.Add("weightDecay", value.WeightDecay);
    }

    public static LearningRateSchedule ReadLearningRateSchedule(JsonFields fields)
    {
        var plain = new LearningRateSchedule();
        return new LearningRateSchedule
        {
            Decay = (LearningRateDecay)fields.Word("decay", plain.Decay),
            WarmupSteps = fields.Int32("warmupSteps", plain.WarmupSteps),
        };
    }

    public static void Write(JsonWriter to, LearningRateSchedule value)
    {
        to.Add("decay", value.Decay);
        to.Add("warmupSteps", value.WarmupSteps);
    }

    public static EarlyStoppingOptions ReadEarlyStopping(JsonFields fields)
    {
        var plain = new EarlyStoppingOptions();
        return new EarlyStoppingOptions
        {
            Patience = fields.Int32("patience", plain.Patience),
            MinimumImprovement = fields.Single("minimumImprovement", plain.MinimumImprovement),
        };
    }

    public static void Write(JsonWriter to, EarlyStoppingOptions value)
    {
        to.Add("patience", value.Patience);
        to.Add("minimumImprovement", value.MinimumImprovement);
    }
}
