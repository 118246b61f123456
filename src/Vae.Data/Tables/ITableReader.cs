namespace Vae.Data.Tables;

/// <summary>One pass over the records of a table.</summary>
internal interface ITableReader : IDisposable
{
    /// <summary>
    /// Where the current record stands in the file: the number of its first line, or of its row, from 1; for <see cref="ITable.At"/> and
    /// <see cref="ITable.Within"/>, which say it in words.
    /// </summary>
    long Place { get; }

    /// <summary>How many records this pass has moved to, the current one included.</summary>
    long Number { get; }

    /// <summary>
    /// What is wrong with the current record as a whole, such as a field too few, as the end of a sentence that begins with its place; null where it can be read. Its cells are then not
    /// asked for, and the policy for invalid rows decides what becomes of it.
    /// </summary>
    string? Fault { get; }

    /// <summary>Moves to the next record.</summary>
    /// <returns>False at the end of the table.</returns>
    /// <exception cref="VaeDataException">What follows can be told apart no more: the file is damaged or cut short.</exception>
    bool Read();

    /// <summary>A cell of the current record.</summary>
    /// <param name="field">Its number from 0.</param>
    TableCell Cell(int field);

    /// <summary>Whether <see cref="ReadOn"/> shares the work among threads.</summary>
    bool CanShare => false;

    /// <summary>Reads the records that are left and makes something of each, in their order. Nothing else is read by this reader meanwhile.</summary>
    /// <param name="threads">Threads that may share the work.</param>
    /// <param name="select">
    /// Given a reader that stands on a record, of which it may ask anything but to move on, and keep nothing. Called on several threads at once where <see cref="CanShare"/>, for each record on one.
    /// </param>
    /// <exception cref="VaeDataException">What follows can be told apart no more; thrown behind the records before.</exception>
    IEnumerable<T> ReadOn<T>(int threads, Func<ITableReader, T> select)
    {
        while (Read())
        {
            yield return select(this);
        }
    }
}
