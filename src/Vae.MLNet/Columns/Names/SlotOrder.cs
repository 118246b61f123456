using System.Collections.Immutable;
using Vae.Core.Data;
using Vae.Core;
using Vae.Data.Columns;

namespace Vae.MLNet.Columns.Names;

/// <summary>
/// Which slot of a vector is which feature of a model. As the columns of a file are: found by name where the slots have names and the model's features too, in whatever order, what else there is being left
/// out with a warning; else taken by their place, as many as the model has.
/// </summary>
/// <param name="Slots">The slot of each feature; null where each is in its own place.</param>
/// <param name="Warnings">What the owner of the data should know.</param>
internal sealed record SlotOrder(int[]? Slots, ImmutableArray<DataWarning> Warnings)
{
    /// <summary>Finds the features of a model.</summary>
    /// <param name="column">The vector's column, for messages.</param>
    /// <param name="size">Slots.</param>
    /// <param name="slots">Their names, empty for none; null where they have none.</param>
    /// <param name="features">Features of the model.</param>
    /// <param name="featureNames">Their names, or null.</param>
    /// <exception cref="VaeDataException">One has no slot, or they are taken by their place and are more or fewer.</exception>
    public static SlotOrder Find(string column, int size, string[]? slots, int features, IReadOnlyList<string>? featureNames)
    {
        string[]? given = slots is null ? null : Array.ConvertAll(slots, PlainName.Of);
        string[]? wanted = featureNames is null ? null : [.. featureNames.Select(PlainName.Of)];
        if (given is null || wanted is null || !AreDistinct(given) || !AreDistinct(wanted))
        {
            return ByPlace(column, size, features, []);
        }

        var slotOf = given.Index().ToDictionary(slot => slot.Item, slot => slot.Index);
        var found = Array.ConvertAll(wanted, name => slotOf.GetValueOrDefault(name, -1));
        var missing = Array.IndexOf(found, -1);
        if (missing >= 0)
        {
            return found.Any(slot => slot >= 0)
                ? throw new VaeDataException(
                    $"Column '{column}' has no slot '{wanted[missing]}', which this model was trained on"
                    + (NearestName.Find(wanted[missing], given.Except(wanted)) is { } near ? $"; did you mean '{near}'? " : $"; its slots are {InputErrors.List(given)}. ")
                    + "Feed the columns it was trained on, named alike and in whatever order.")
                : ByPlace(column, size, features, [new DataWarning("other-names", column, $"The slots of column '{column}' are named {InputErrors.List(given)} but this model was trained on {InputErrors.List(wanted)}; they were taken by their place.")]);
        }

        string[] left = [.. given.Except(wanted)];
        return new SlotOrder(
            found.Index().All(slot => slot.Item == slot.Index) && left.Length == 0 ? null : found,
            left.Length == 0 ? [] : [new DataWarning("columns-left-out", column, $"The model does not know the slots {InputErrors.List(left)} of column '{column}', which were left out.")]);
    }

    private static SlotOrder ByPlace(string column, int size, int features, ImmutableArray<DataWarning> warnings) => size == features
        ? new SlotOrder(null, warnings)
        : throw new VaeDataException(
            Invariant($"Column '{column}' has {size} values a row but this model was trained on {features}; ")
            + "feed the columns it was trained on, or train a new model.");

    private static bool AreDistinct(string[] names) => names.All(name => name.Length > 0) && names.Distinct().Count() == names.Length;
}
