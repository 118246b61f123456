using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet;

namespace VaeDetectorTemplate;

/// <summary>Rows in, model out.</summary>
public static class Training
{
    /// <summary>Trains on a file of ordinary rows and writes the model; a server that reads this file takes it up.</summary>
    /// <returns>The program's exit code.</returns>
    public static int Run(string data, string path)
    {
        if (!File.Exists(data))
        {
            Console.Error.WriteLine($"There is no file '{data}'; give one with the columns {string.Join(", ", Reading.Columns)}.");
            return 1;
        }

        var ml = new MLContext(seed: 0);
        var rows = ml.Data.LoadFromTextFile<Reading>(data, new TextLoader.Options { Separators = [','], HasHeader = true, MissingRealsAsNaNs = true }); // an empty field is 0 otherwise
        var detector = ml.Vae.DetectAnomalies(new VaeAnomalyDetectionOptions
        {
            InputColumnNames = [.. Reading.Columns],
            FeatureContributionsColumnName = nameof(Verdict.FeatureContributions),
        }).Fit(rows);

        // Written aside and moved, so that a server never reads half a file.
        var aside = path + ".new";
        ml.Model.Save(detector, rows.Schema, aside);
        File.Move(aside, path, overwrite: true);
        var model = detector.Model;
        Console.WriteLine($"{path}: {model.Report.TrainingRows} rows, {model.Report.ActiveUnits} of {model.LatentDimension} latent units active, threshold {model.Threshold:G4}");
        return 0;
    }
}
