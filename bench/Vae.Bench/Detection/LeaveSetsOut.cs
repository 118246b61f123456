namespace Vae.Bench.Detection;

/// <summary>
/// Compares recipes by sets that they were not chosen on: of all sets two thirds are drawn, the recipe is taken that is best on them (mean of AUC and average precision), and looked at on
/// the others; many times. A mean over the sets that a recipe was chosen on says less than it seems to.
/// </summary>
/// <param name="recipes">At least one.</param>
/// <param name="figures">Of each recipe a figure a set, all in the same order; at least three sets.</param>
/// <param name="splits">How many times.</param>
internal sealed class LeaveSetsOut(IReadOnlyList<string> recipes, IReadOnlyDictionary<string, (double Auc, double Precision)[]> figures, int splits = 2000)
{
    /// <param name="Recipe">Its name.</param>
    /// <param name="Auc">Mean over all sets.</param>
    /// <param name="Precision">Mean over all sets.</param>
    /// <param name="AucGain">Mean gain over the base and its 95 % interval over sets.</param>
    /// <param name="PrecisionGain">The same of the average precision.</param>
    /// <param name="Chosen">Share of splits in which it was the best on the sets drawn.</param>
    /// <param name="Won">Share of splits in which it was ahead of the base on the sets left out.</param>
    public sealed record Row(
        string Recipe,
        double Auc,
        double Precision,
        (double Mean, double Lower, double Upper) AucGain,
        (double Mean, double Lower, double Upper) PrecisionGain,
        double Chosen,
        double Won);

    /// <summary>One line a recipe, the base first.</summary>
    /// <param name="against">The base.</param>
    /// <param name="chosenGain">What is gained over the base on the sets left out by taking the recipe that was best on the others: AUC and average precision.</param>
    public Row[] Compare(string against, out (double Auc, double Precision) chosenGain)
    {
        var sets = Enumerable.Range(0, figures[against].Length).ToArray();
        var drawn = sets.Length * 2 / 3;
        var random = new Random(1);
        var (chosen, won) = (recipes.ToDictionary(recipe => recipe, _ => 0), recipes.ToDictionary(recipe => recipe, _ => 0));
        chosenGain = (0, 0);
        for (var split = 0; split < splits; split++)
        {
            random.Shuffle(sets);
            var (on, left) = (sets[..drawn], sets[drawn..]);
            var best = recipes.MaxBy(recipe => Quality(recipe, on))!;
            chosen[best]++;
            foreach (var recipe in recipes)
            {
                won[recipe] += Quality(recipe, left) > Quality(against, left) ? 1 : 0;
            }

            chosenGain.Auc += left.Average(set => figures[best][set].Auc - figures[against][set].Auc) / splits;
            chosenGain.Precision += left.Average(set => figures[best][set].Precision - figures[against][set].Precision) / splits;
        }

        return [.. recipes.OrderByDescending(recipe => recipe == against).Select(recipe => new Row(
            recipe,
            figures[recipe].Average(figure => figure.Auc),
            figures[recipe].Average(figure => figure.Precision),
            Interval([.. sets.Select(set => figures[recipe][set].Auc - figures[against][set].Auc)]),
            Interval([.. sets.Select(set => figures[recipe][set].Precision - figures[against][set].Precision)]),
            (double)chosen[recipe] / splits,
            (double)won[recipe] / splits))];
    }

    private double Quality(string recipe, int[] sets) => sets.Average(set => figures[recipe][set].Auc + figures[recipe][set].Precision);

    /// <summary>The mean and its 95 % interval by drawing sets with replacement.</summary>
    private (double Mean, double Lower, double Upper) Interval(double[] gains)
    {
        var random = new Random(2);
        var means = Enumerable.Range(0, splits).Select(_ => gains.Average(_ => gains[random.Next(gains.Length)])).Order().ToArray();
        return (gains.Average(), means[(int)(0.025 * splits)], means[(int)(0.975 * splits)]);
    }
}
