namespace Vae.Data.Columns;

/// <summary>Receives what is odd in records, in their order.</summary>
internal interface IOddCells
{
    /// <summary>Whether a text that is none of a column's levels is wanted to be shown; else its being there is enough.</summary>
    /// <param name="column">The column, among those that hold features.</param>
    bool WantsUnseen(int column);

    /// <summary>Tells of something.</summary>
    /// <exception cref="VaeDataException">It is an error.</exception>
    void Add(in OddCell odd);
}
